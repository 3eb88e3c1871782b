using Tiphys.Storage.Memory;
using Tiphys.Storage.Tests.Conformance;

namespace Tiphys.Storage.Tests.Memory;

public sealed class MemoryDriver : IStoreDriver
{
    public Task<IRevisionedStore> OpenAsync() => Task.FromResult<IRevisionedStore>(new MemoryStore());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
