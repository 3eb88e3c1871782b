using System.Collections.Concurrent;

namespace Tiphys.Storage.Sqlite;

/// <summary>Read connections, made on demand and kept for the next reader up to a few.</summary>
internal sealed class ReaderPool(string path) : IDisposable
{
    private const int Kept = 4;
    private const int CacheKiB = 512;

    private readonly ConcurrentBag<LogReader> _idle = [];
    private volatile bool _closed;

    public TResult Read<TResult>(Func<LogReader, TResult> read)
    {
        var reader = Rent();
        bool healthy = false;
        try
        {
            var result = read(reader);
            healthy = true;
            return result;
        }
        finally
        {
            Return(reader, healthy);
        }
    }

    public void Dispose()
    {
        _closed = true;
        while (_idle.TryTake(out var reader))
            reader.Dispose();
    }

    private LogReader Rent()
    {
        if (_closed)
            throw new StoreUnavailableException(StoreFailure.Closed, "the store is closed");
        return _idle.TryTake(out var reader) ? reader : new LogReader(new Database(path, CacheKiB), ownsDatabase: true);
    }

    private void Return(LogReader reader, bool healthy)
    {
        if (healthy && !_closed && _idle.Count < Kept)
            _idle.Add(reader);
        else
            reader.Dispose();
        if (_closed)
            Dispose();
    }
}
