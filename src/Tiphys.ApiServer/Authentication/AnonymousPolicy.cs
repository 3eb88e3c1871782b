using Microsoft.AspNetCore.Http;

namespace Tiphys.ApiServer.Authentication;

/// <summary>Where requests without credentials are let in, as system:anonymous; authorization still decides what they may do.</summary>
/// <param name="Paths">Exact paths; a path that ends in <c>/*</c> covers everything below. Null: everywhere, as kube-apiserver has it.</param>
public sealed record AnonymousPolicy(IReadOnlyList<string>? Paths)
{
    /// <summary>Health and version only.</summary>
    public static readonly AnonymousPolicy HealthOnly = new(["/healthz", "/healthz/*", "/livez", "/livez/*", "/readyz", "/readyz/*", "/version", "/version/"]);

    public static readonly AnonymousPolicy Everywhere = new((IReadOnlyList<string>?)null);

    public static readonly AnonymousPolicy Nowhere = new([]);

    internal bool Allows(PathString path) => Paths is null || Paths.Any(allowed => allowed.EndsWith("/*", StringComparison.Ordinal)
        ? path.Value?.StartsWith(allowed[..^1], StringComparison.Ordinal) == true && !path.Value.Contains("..", StringComparison.Ordinal)
        : path.Value == allowed);
}
