namespace Tiphys.Storage.Tests.Conformance;

/// <summary>How the conformance kit gets an engine to test: a new, empty store each time; disposing removes what it left.</summary>
public interface IStoreDriver : IAsyncDisposable
{
    Task<IRevisionedStore> OpenAsync();
}
