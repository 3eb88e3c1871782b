namespace Tiphys.Api.Resources;

/// <summary>A resource of a group whatever its version: <c>deployments.apps</c>. The name is the plural, lower case.</summary>
public readonly record struct GroupResource(string Group, string Resource)
{
    public override string ToString() => Group.Length == 0 ? Resource : $"{Resource}.{Group}";
}
