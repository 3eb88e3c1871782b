namespace Tiphys.Storage;

/// <summary>The history that was asked for has been compacted away.</summary>
public sealed class RevisionCompactedException(long requested, long compacted)
    : Exception($"revision {requested} has been compacted; the oldest kept is {compacted + 1}")
{
    public long Requested { get; } = requested;

    public long Compacted { get; } = compacted;
}
