namespace Tiphys.Storage;

/// <summary>The revision that was asked for has not been committed.</summary>
public sealed class FutureRevisionException(long requested, long current)
    : Exception($"revision {requested} is in the future; the newest is {current}")
{
    public long Requested { get; } = requested;

    public long Current { get; } = current;
}
