namespace Tiphys.Storage;

/// <summary>What an engine knows of its own health, for liveness checks; engines that can tell implement it beside the store.</summary>
public interface IStoreHealth
{
    /// <summary>Why no write is taken any more until the store is opened anew (a flush failed); null while it works.</summary>
    StoreUnavailableException? Fault { get; }

    /// <summary>True while the disk is full and only writes that free space are taken.</summary>
    bool IsSpaceExhausted { get; }
}
