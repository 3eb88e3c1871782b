using System.Diagnostics.CodeAnalysis;
using Tiphys.Primitives.Retries;

namespace Tiphys.Primitives.Queues;

/// <summary>
/// A queue of keys to be worked on. A key stands in it once however often it is added; a key that is being worked on is not
/// handed out again before <see cref="Done"/>, and an addition meanwhile makes it come once more after that.
/// </summary>
/// <remarks>
/// <code>
///  AddAfter --(time)--> [queued] --TakeAsync--> [in work] --Done--> gone
///  Add ------------------^                          | Add meanwhile: queued again at Done
/// </code>
/// Safe for any number of threads. <see cref="Complete"/> ends it: what is queued is still handed out, nothing more comes in.
/// </remarks>
public sealed class KeyedQueue<TKey> : IDisposable
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Queue<TKey> _ready = new();
    private readonly HashSet<TKey> _queued = [];
    private readonly HashSet<TKey> _inWork = [];
    private readonly Queue<TaskCompletionSource<TKey>> _takers = new();
    private readonly DelayedKeys<TKey> _delayed;
    private readonly KeyedBackoff<TKey> _backoff;
    private bool _completed;

    /// <param name="time">The clock of delays.</param>
    /// <param name="retries">The waits of <see cref="AddAfterFailure"/>; upstream's controller defaults if null.</param>
    public KeyedQueue(TimeProvider time, BackoffPolicy? retries = null)
    {
        _delayed = new(time, Add);
        _backoff = new(retries ?? new BackoffPolicy());
    }

    /// <summary>Keys waiting to be taken; those in work and those delayed do not count.</summary>
    public int Depth
    {
        get
        {
            lock (_gate)
                return _ready.Count;
        }
    }

    /// <summary>Queues the key now.</summary>
    public void Add(TKey key)
    {
        lock (_gate)
        {
            if (_completed || !_queued.Add(key) || _inWork.Contains(key))
                return;
            _ready.Enqueue(key);
            HandOut();
        }
    }

    /// <summary>Queues the key when the time has passed; of several delays of one key the earliest counts. Not positive: now.</summary>
    public void AddAfter(TKey key, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
            Add(key);
        else
            _delayed.Add(key, delay);
    }

    /// <summary>Queues the key after its next back-off.</summary>
    /// <returns>The wait.</returns>
    public TimeSpan AddAfterFailure(TKey key)
    {
        var delay = _backoff.Next(key);
        AddAfter(key, delay);
        return delay;
    }

    /// <summary>The failures in a row of the key.</summary>
    public int Failures(TKey key) => _backoff.Failures(key);

    /// <summary>Ends the key's back-off: it succeeded, or will not be tried again.</summary>
    public void Forget(TKey key) => _backoff.Forget(key);

    /// <summary>Waits for a key and marks it as in work; the taker owes a <see cref="Done"/>.</summary>
    /// <exception cref="OperationCanceledException">Cancelled, or the queue is completed and empty.</exception>
    public async ValueTask<TKey> TakeAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TaskCompletionSource<TKey> taker;
        lock (_gate)
        {
            if (_ready.Count > 0)
                return Begin();
            if (_completed)
                throw new OperationCanceledException("the queue is completed");
            taker = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _takers.Enqueue(taker);
        }

        await using (cancellationToken.Register(static state => ((TaskCompletionSource<TKey>)state!).TrySetCanceled(), taker).ConfigureAwait(false))
            return await taker.Task.ConfigureAwait(false);
    }

    /// <summary>Takes a key if one is ready.</summary>
    public bool TryTake([MaybeNullWhen(false)] out TKey key)
    {
        lock (_gate)
        {
            key = default;
            if (_ready.Count == 0)
                return false;
            key = Begin();
            return true;
        }
    }

    /// <summary>Work on the key is over.</summary>
    public void Done(TKey key)
    {
        lock (_gate)
        {
            if (!_inWork.Remove(key) || !_queued.Contains(key))
                return;
            _ready.Enqueue(key);
            HandOut();
        }
    }

    /// <summary>Takes nothing more in and frees the takers once it is empty.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _completed = true;
            while (_takers.TryDequeue(out var taker))
                taker.TrySetCanceled();
        }

        _delayed.Dispose();
    }

    public void Dispose() => Complete();

    private void HandOut()
    {
        while (_ready.Count > 0 && _takers.TryDequeue(out var taker))
        {
            // A cancelled taker is passed over; the key must stay for the next.
            if (taker.TrySetResult(_ready.Peek()))
                Begin();
        }
    }

    private TKey Begin()
    {
        var key = _ready.Dequeue();
        _queued.Remove(key);
        _inWork.Add(key);
        return key;
    }
}
