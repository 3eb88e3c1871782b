namespace Tiphys.Storage.Sqlite;

/// <summary>Hands work from any thread to the writer's thread, which takes all that waits at once: the batch of a group commit.</summary>
/// <remarks>A monitor instead of a channel: the taker is a thread of its own that blocks, which saves a hop through the pool per commit.</remarks>
internal sealed class WriterQueue
{
    private readonly object _gate = new();
    private List<IWriterWork> _waiting = [];
    private bool _closed;

    /// <returns>False once the queue is closed.</returns>
    public bool TryAdd(IWriterWork work)
    {
        lock (_gate)
        {
            if (_closed)
                return false;
            _waiting.Add(work);
            if (_waiting.Count == 1)
                Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>Blocks until there is work; swaps it with the emptied list. False when closed and empty.</summary>
    public bool TakeAll(ref List<IWriterWork> taken)
    {
        taken.Clear();
        lock (_gate)
        {
            while (_waiting.Count == 0)
            {
                if (_closed)
                    return false;
                Monitor.Wait(_gate);
            }

            (taken, _waiting) = (_waiting, taken);
            return true;
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
    }
}
