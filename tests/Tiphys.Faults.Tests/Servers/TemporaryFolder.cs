namespace Tiphys.Faults.Tests.Servers;

/// <summary>A directory of one test's own.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tiphys-faults-");

    public string Path => _directory.FullName;

    public string Store => System.IO.Path.Combine(Path, "state.db");

    public string Wal => Store + "-wal";

    public void Dispose() => _directory.Delete(recursive: true);
}
