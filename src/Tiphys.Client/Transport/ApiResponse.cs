namespace Tiphys.Client.Transport;

/// <summary>An answer's head and body. Dispose it to end a stream early.</summary>
public sealed class ApiResponse(int statusCode, string? contentType, Stream body, IDisposable? owner = null) : IAsyncDisposable
{
    public int StatusCode { get; } = statusCode;

    public string? ContentType { get; } = contentType;

    /// <summary>The body, to be read once.</summary>
    public Stream Body { get; } = body;

    /// <summary>Seconds of a Retry-After header; 0 for none.</summary>
    public int RetryAfterSeconds { get; init; }

    public async ValueTask DisposeAsync()
    {
        await Body.DisposeAsync().ConfigureAwait(false);
        owner?.Dispose();
    }
}
