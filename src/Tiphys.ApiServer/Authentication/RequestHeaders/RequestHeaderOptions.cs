using System.Security.Cryptography.X509Certificates;

namespace Tiphys.ApiServer.Authentication.RequestHeaders;

/// <summary>Which front proxies may name the user in headers (kube-apiserver's <c>--requestheader-*</c>).</summary>
public sealed record RequestHeaderOptions
{
    /// <summary>The authorities that issue front proxies' client certificates; never the cluster CA, or every client could be anyone.</summary>
    public required X509Certificate2Collection Authorities { get; init; }

    /// <summary>Common names allowed to speak for others; empty allows every certificate of the authorities.</summary>
    public IReadOnlyList<string> AllowedNames { get; init; } = ["front-proxy-client"];

    public IReadOnlyList<string> UserHeaders { get; init; } = ["X-Remote-User"];

    public IReadOnlyList<string> UidHeaders { get; init; } = ["X-Remote-Uid"];

    public IReadOnlyList<string> GroupHeaders { get; init; } = ["X-Remote-Group"];

    public IReadOnlyList<string> ExtraHeaderPrefixes { get; init; } = ["X-Remote-Extra-"];
}
