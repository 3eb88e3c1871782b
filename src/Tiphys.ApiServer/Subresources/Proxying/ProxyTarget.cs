namespace Tiphys.ApiServer.Subresources.Proxying;

/// <summary>Where a proxied request goes.</summary>
/// <param name="Scheme">http or https.</param>
/// <param name="IsAgent">The target is a node's agent: the server shows its own certificate.</param>
internal readonly record struct ProxyTarget(string Scheme, string Host, int Port, bool IsAgent = false)
{
    public string Authority => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
