namespace Tiphys.Storage;

/// <summary>Why a store cannot serve.</summary>
public enum StoreFailure
{
    DiskFull,

    /// <summary>A flush failed; the engine takes no more writes until it is opened anew.</summary>
    FlushFailed,
    NoQuorum,
    Closed,
    Io,
}
