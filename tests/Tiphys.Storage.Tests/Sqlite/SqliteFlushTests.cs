using System.Diagnostics;

namespace Tiphys.Storage.Tests.Sqlite;

/// <summary>A disk whose flushes begin to fail, by a library put between the process and the system's.</summary>
public sealed class SqliteFlushTests : IDisposable
{
    private const string Shim = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <errno.h>
        #include <stdlib.h>
        static int left = -1;
        static int refuse(void) {
            if (left < 0) left = atoi(getenv("FLUSHES_THAT_WORK"));
            if (left-- > 0) return 0;
            left = 0; errno = EIO; return 1;
        }
        int fsync(int fd) { return refuse() ? -1 : ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(fd); }
        int fdatasync(int fd) { return refuse() ? -1 : ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(fd); }
        """;

    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(20)]
    [InlineData(61)]
    [InlineData(300)]
    public async Task Flush_ThatFails_EndsAllWritingAndLosesNothingAcknowledged(int flushesThatWork)
    {
        var writer = new KilledWriter(_folder.File);
        var environment = new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = await CompileAsync(),
            ["FLUSHES_THAT_WORK"] = $"{flushesThatWork}",
        };

        await writer.RunAsync(int.MaxValue, seed: 1, environment);

        Assert.Equal("FlushFailed", writer.Fault);
        Assert.NotEmpty(writer.Acknowledged);
        await using var store = await _folder.OpenAsync();
        Assert.True(store.CurrentRevision >= writer.Revisions.Keys.Max());
        await writer.CheckAgainstAsync(store);
    }

    private async Task<string> CompileAsync()
    {
        string source = _folder.Named("flush.c"), library = _folder.Named("flush.so");
        await File.WriteAllTextAsync(source, Shim);
        using var compiler = Process.Start("cc", ["-shared", "-fPIC", "-o", library, source, "-ldl"]);
        await compiler.WaitForExitAsync();
        Assert.Equal(0, compiler.ExitCode);
        return library;
    }
}
