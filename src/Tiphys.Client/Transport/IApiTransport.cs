namespace Tiphys.Client.Transport;

/// <summary>
/// Carries one request to an API server and brings its answer: over HTTP, or in process (loopback), where it passes through the
/// same pipeline without socket, TLS or copy.
/// </summary>
/// <remarks>Safe for any number of concurrent callers.</remarks>
public interface IApiTransport
{
    /// <summary>Sends the request; returns when the answer's head is there. The body may still be on its way (watch, logs).</summary>
    /// <exception cref="ApiUnreachableException">No answer could be had.</exception>
    Task<ApiResponse> SendAsync(ApiRequest request, CancellationToken cancellationToken);
}
