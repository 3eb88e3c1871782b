using Tiphys.Storage.Tests.Conformance;

namespace Tiphys.Storage.Tests.Encryption;

/// <summary>The kit, run against encryption around the SQLite engine.</summary>
public static class EncryptedConformance
{
    public sealed class Commits : CommitConformance<EncryptedDriver>;

    public sealed class Ranges : RangeConformance<EncryptedDriver>;

    public sealed class Watches : WatchConformance<EncryptedDriver>;

    public sealed class Compactions : CompactionConformance<EncryptedDriver>;
}
