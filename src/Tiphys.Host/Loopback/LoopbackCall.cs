using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Tiphys.Host.Loopback;

/// <summary>One request in flight: the server writes its answer into a pipe, the caller reads it from the other end.</summary>
internal sealed class LoopbackCall : IHttpResponseBodyFeature, IHttpResponseFeature, IHttpRequestLifetimeFeature, IDisposable
{
    /// <summary>What the server may be ahead of the reader, in bytes.</summary>
    private const int Window = 1 << 20;

    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: Window, resumeWriterThreshold: Window / 2, useSynchronizationContext: false));
    private readonly TaskCompletionSource _head = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _aborted;
    private readonly CancellationToken _token;
    private readonly HttpResponseFeature _response = new();
    private readonly LoopbackWriter _writer;
    private readonly Stack<(Func<object, Task> Callback, object State)> _starting = new();
    private Stream? _stream;

    public LoopbackCall(CancellationToken cancellationToken)
    {
        _aborted = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // The server may still look at it when the caller has disposed of the call; the source would throw then.
        _token = _aborted.Token;
        _writer = new LoopbackWriter(_pipe.Writer, Start);
        Features = new FeatureCollection();
        Features.Set<IHttpRequestFeature>(new HttpRequestFeature());
        Features.Set<IHttpResponseFeature>(this);
        Features.Set<IHttpResponseBodyFeature>(this);
        Features.Set<IHttpRequestLifetimeFeature>(this);
    }

    public FeatureCollection Features { get; }

    /// <summary>Completes when status and headers stand.</summary>
    public Task HeadReady => _head.Task;

    public Stream Stream => _stream ??= _writer.AsStream(leaveOpen: true);

    public PipeWriter Writer => _writer;

    public int StatusCode
    {
        get => _response.StatusCode;
        set => _response.StatusCode = value;
    }

    public string? ReasonPhrase { get; set; }

    public IHeaderDictionary Headers
    {
        get => _response.Headers;
        set => _response.Headers = value;
    }

    Stream IHttpResponseFeature.Body { get => Stream; set => _stream = value; }

    public bool HasStarted { get; private set; }

    public CancellationToken RequestAborted
    {
        get => _token;
        set => throw new NotSupportedException("the caller's token decides");
    }

    public Stream OpenBody() => _pipe.Reader.AsStream();

    public void Abort() => _aborted.Cancel();

    public void DisableBuffering()
    {
    }

    public void OnCompleted(Func<object, Task> callback, object state) => _response.OnCompleted(callback, state);

    public void OnStarting(Func<object, Task> callback, object state) => _starting.Push((callback, state));

    public async Task StartAsync(CancellationToken cancellationToken = default) => await Start().ConfigureAwait(false);

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        SendFileFallback.SendFileAsync(Stream, path, offset, count, cancellationToken);

    public async Task CompleteAsync() => await CompleteAsync(null).ConfigureAwait(false);

    public async Task CompleteAsync(Exception? failure)
    {
        if (failure is null)
        {
            await Start().ConfigureAwait(false);
            await _pipe.Writer.FlushAsync().ConfigureAwait(false);
        }

        await _pipe.Writer.CompleteAsync(failure).ConfigureAwait(false);
        _head.TrySetResult();
    }

    public void Dispose()
    {
        _aborted.Cancel();
        _aborted.Dispose();
    }

    private async ValueTask Start()
    {
        if (HasStarted)
            return;
        while (_starting.TryPop(out var next))
            await next.Callback(next.State).ConfigureAwait(false);
        HasStarted = true;
        _head.TrySetResult();
    }
}
