namespace Tiphys.Client.Transport;

/// <summary>A request to the API server.</summary>
/// <param name="Method">Upper case: GET, POST, PUT, PATCH, DELETE.</param>
/// <param name="PathAndQuery">Escaped, beginning with a slash: <c>/api/v1/pods?watch=1</c>.</param>
public sealed record ApiRequest(string Method, string PathAndQuery)
{
    /// <summary>The body; empty for none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    public string ContentType { get; init; } = "application/json";

    public string Accept { get; init; } = "application/json";
}
