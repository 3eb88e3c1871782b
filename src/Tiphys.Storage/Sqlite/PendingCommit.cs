namespace Tiphys.Storage.Sqlite;

/// <summary>A transaction on its way through the writer.</summary>
internal sealed class PendingCommit(IReadOnlyList<StoreWrite> writes) : IWriterWork
{
    private readonly TaskCompletionSource<StoreCommit> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<StoreWrite> Writes { get; } = writes;

    public Task<StoreCommit> Done => _done.Task;

    /// <summary>How it will end, once what it rests on is durable.</summary>
    public StoreCommit Outcome { get; set; }

    public void Complete() => _done.TrySetResult(Outcome);

    public void Fail(Exception reason) => _done.TrySetException(reason);
}
