namespace Tiphys.Storage;

/// <summary>The engine cannot write, or for a cluster cannot read, at this time.</summary>
public sealed class StoreUnavailableException(StoreFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public StoreFailure Failure { get; } = failure;

    /// <summary>True if the write may or may not have happened (the answer was lost on the way).</summary>
    public bool OutcomeUnknown { get; init; }
}
