using System.IO.Pipelines;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.WatchCache;

namespace Tiphys.ApiServer.Verbs;

/// <summary>
/// One watcher: a cursor into the resource's log. It holds no events; while its client reads slowly it stands still, and when the window has
/// passed it the client is told to list again.
/// </summary>
internal sealed class WatchSession : IDisposable
{
    private const int FlushSize = 64 << 10;

    /// <summary>How often an idle watch tells how far it has come, if the client wants to know.</summary>
    private static readonly TimeSpan BookmarkInterval = TimeSpan.FromMinutes(1);

    private readonly ResourceCache _source;
    private readonly RevisionClock _clock;
    private readonly ListRequest _request;
    private readonly WatchFrames _frames;
    private readonly PipeWriter _output;
    private readonly TimeProvider _time;
    private readonly WatchTerms _terms;
    private readonly WatchSignal _signal = new();
    private readonly ITimer _timer;
    private readonly CancellationTokenRegistration _onAbort;
    private readonly CancellationTokenRegistration _onStop;
    private readonly long _started;
    private long _lastBookmark;
    private bool _rang;
    private long _cursor;
    private int _pending;

    public WatchSession(ResourceCache source, RevisionClock clock, ListRequest request, WatchFrames frames, PipeWriter output, TimeProvider time, WatchTerms terms)
    {
        (_source, _clock, _request, _frames, _output, _time, _terms) = (source, clock, request, frames, output, time, terms);
        _started = _lastBookmark = terms.Started;
        _timer = time.CreateTimer(static state => ((WatchSession)state!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(NextDue(), Timeout.InfiniteTimeSpan);
        _onAbort = terms.Aborted.UnsafeRegister(static state => ((WatchSignal)state!).Set(), _signal);
        _onStop = terms.Stopping.UnsafeRegister(static state => ((WatchSignal)state!).Set(), _signal);
    }

    private void Ring()
    {
        Volatile.Write(ref _rang, true);
        _signal.Set();
    }

    public void Dispose()
    {
        _source.Watchers.Detach(_signal);
        _timer.Dispose();
        _onAbort.Dispose();
        _onStop.Dispose();
    }

    /// <summary>Runs until the client goes, the time is over, the server stops or the window has passed.</summary>
    public async Task RunAsync(WatchStart start)
    {
        try
        {
            _cursor = _source.Log.FindAfter(start.After);
            _source.Watchers.Attach(_signal);
            if (start.Initial is not null)
                await SendInitialAsync(start.Initial, start.Revision).ConfigureAwait(false);
            while (await StepAsync(start.After).ConfigureAwait(false))
                await _signal.WaitAsync().ConfigureAwait(false);
        }
        catch (WindowPassedException)
        {
            var error = ApiException.Expired($"too old resource version: {start.After} ({_source.Log.StartRevision})");
            _frames.WriteError(error.ToStatus());
            await _output.FlushAsync(_terms.Aborted).ConfigureAwait(false);
        }
    }

    private async Task SendInitialAsync(CacheSnapshot snapshot, long revision)
    {
        await _request.Selection.PrepareAsync(snapshot.Index.Range(_request.Selection.KeyPrefix), _frames.Schemas, _terms.Aborted).ConfigureAwait(false);
        foreach (var entry in snapshot.Index.Range(_request.Selection.KeyPrefix))
        {
            if (!_request.Selection.Matches(entry))
                continue;
            _pending += await _frames.WriteAsync(WatchEventKind.Added, entry.Utf8, _terms.Aborted).ConfigureAwait(false);
            if (_pending >= FlushSize && !await FlushAsync().ConfigureAwait(false))
                return;
        }

        if (_request is { SendsInitialEvents: true, AllowBookmarks: true })
            _pending += _frames.WriteBookmark(revision, endsInitialEvents: true);
    }

    /// <summary>Sends what there is; false when the watch is over.</summary>
    private async ValueTask<bool> StepAsync(long after)
    {
        var rang = Interlocked.Exchange(ref _rang, false);

        // Read before the log: everything up to it is in the log then, so a bookmark may promise it once the log has been sent.
        var promised = _clock.Current;
        while (_source.Log.Read(_cursor) is { } change)
        {
            _cursor++;
            if (change.Revision <= after)
                continue;
            await _request.Selection.PrepareAsync(change, _frames.Schemas, _terms.Aborted).ConfigureAwait(false);
            var (kind, document) = WatchFilter.Judge(change, _request.Selection);
            if (kind == WatchEventKind.None)
                continue;
            _pending += await _frames.WriteSharedAsync(kind, document, _source.Frames, _terms.Aborted).ConfigureAwait(false);
            if (_pending >= FlushSize && !await FlushAsync().ConfigureAwait(false))
                return false;
        }

        var over = _time.GetElapsedTime(_started) >= _terms.Lifetime || _terms.Stopping.IsCancellationRequested;
        Bookmark(promised);

        // Timers run on a coarser clock than the one asked here: one that came a moment too early found nothing due and is set again.
        if (rang && !over)
            _timer.Change(NextDue(), Timeout.InfiniteTimeSpan);
        if (_pending > 0 && !await FlushAsync().ConfigureAwait(false))
            return false;
        return !over && !_terms.Aborted.IsCancellationRequested;
    }

    private void Bookmark(long revision)
    {
        if (_time.GetElapsedTime(_lastBookmark) < BookmarkInterval && _time.GetElapsedTime(_started) < _terms.Lifetime)
            return;
        _lastBookmark = _time.GetTimestamp();
        if (_request.AllowBookmarks)
            _pending += _frames.WriteBookmark(revision, endsInitialEvents: false);
        _timer.Change(NextDue(), Timeout.InfiniteTimeSpan);
    }

    private TimeSpan NextDue()
    {
        var left = _terms.Lifetime - _time.GetElapsedTime(_started);
        var bookmark = BookmarkInterval - _time.GetElapsedTime(_lastBookmark);
        if (_request.AllowBookmarks && left > bookmark)
            left = bookmark;

        // Timers count whole milliseconds.
        return left < TimeSpan.Zero ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds));
    }

    private async ValueTask<bool> FlushAsync()
    {
        _pending = 0;
        return !(await _output.FlushAsync(_terms.Aborted).ConfigureAwait(false)).IsCompleted;
    }
}
