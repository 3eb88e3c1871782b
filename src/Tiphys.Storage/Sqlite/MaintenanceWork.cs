namespace Tiphys.Storage.Sqlite;

/// <summary>A piece of housekeeping between two batches; kept short by whoever asks for it.</summary>
internal sealed class MaintenanceWork(Func<LogWriter, long> action) : IWriterWork
{
    private readonly TaskCompletionSource<long> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<long> Done => _done.Task;

    public void Run(LogWriter log)
    {
        try
        {
            _done.TrySetResult(action(log));
        }
        catch (Exception failure) // goes to whoever asked, and to the writer, which must know of a failed flush
        {
            _done.TrySetException(failure);
            throw;
        }
    }

    public void Fail(Exception reason) => _done.TrySetException(reason);
}
