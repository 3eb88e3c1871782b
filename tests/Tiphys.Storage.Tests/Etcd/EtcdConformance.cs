using Tiphys.Storage.Tests.Conformance;

namespace Tiphys.Storage.Tests.Etcd;

/// <summary>The kit, run against a real etcd.</summary>
public static class EtcdConformance
{
    [Collection(EtcdFixture.Name)]
    public sealed class Commits : CommitConformance<EtcdDriver>;

    [Collection(EtcdFixture.Name)]
    public sealed class Ranges : RangeConformance<EtcdDriver>;

    [Collection(EtcdFixture.Name)]
    public sealed class Watches : WatchConformance<EtcdDriver>;

    [Collection(EtcdFixture.Name)]
    public sealed class Compactions : CompactionConformance<EtcdDriver>;
}
