using Tiphys.Storage.Tests.Conformance;

namespace Tiphys.Storage.Tests.Etcd;

public sealed class EtcdDriver : IStoreDriver
{
    public Task<IRevisionedStore> OpenAsync() => EtcdFixture.OpenEmptyAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
