namespace Tiphys.ApiServer.Outbound;

/// <summary>A port of a Service.</summary>
public readonly record struct ServiceAddress(string Namespace, string Name, int Port)
{
    /// <summary>The name the service's certificate must carry: <c>NAME.NAMESPACE.svc</c>.</summary>
    public string Host => $"{Name}.{Namespace}.svc";
}
