namespace Tiphys.Storage.Sqlite;

/// <summary>The store's files, held by one process at a time.</summary>
internal sealed class StoreFiles : IDisposable
{
    private readonly FileStream _lock;

    private StoreFiles(string path, FileStream held) => (Path, _lock) = (path, held);

    public string Path { get; }

    /// <exception cref="StoreUnavailableException">Another process holds them.</exception>
    public static StoreFiles Lock(string path)
    {
        try
        {
            const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            var options = new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = ownerOnly,
            };
            var held = new FileStream(path + ".lock", options);
            CreateOwnerOnly(path, options);
            return new StoreFiles(path, held);
        }
        catch (IOException failure) when (failure is not (DirectoryNotFoundException or FileNotFoundException))
        {
            throw new StoreUnavailableException(StoreFailure.Io, $"{path} is in use by another process, or its directory does not serve: {failure.Message}", failure);
        }
    }

    public long Size()
    {
        long size = 0;
        foreach (string name in new[] { Path, Path + "-wal" })
        {
            var file = new FileInfo(name);
            size += file.Exists ? file.Length : 0;
        }

        return size;
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>SQLite would make the file readable by everybody; the log and shared-memory files take over the database's mode.</summary>
    private static void CreateOwnerOnly(string path, FileStreamOptions options)
    {
        if (!File.Exists(path))
            new FileStream(path, options).Dispose();
    }
}
