namespace Tiphys.Api.Machinery.Cel.Policies;

/// <summary>The names of what expressions of policies and match conditions can use, in the order in which values are given.</summary>
public static class PolicyVariable
{
    public const string Object = "object";
    public const string OldObject = "oldObject";
    public const string NamespaceObject = "namespaceObject";
    public const string Request = "request";
    public const string Params = "params";
    public const string Authorizer = "authorizer";
    public const string RequestResource = "authorizer.requestResource";
    public const string Variables = "variables";
}
