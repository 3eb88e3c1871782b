using System.Diagnostics;

namespace Tiphys.Faults.Tests.Servers;

/// <summary>A disk whose flushes begin to fail once a file appears, by a library put between a process and the system's.</summary>
internal static class FlushShim
{
    private const string Source = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <errno.h>
        #include <stdlib.h>
        #include <unistd.h>
        static int refuse(void) {
            if (access(getenv("FLUSHES_FAIL_WITH"), F_OK) != 0) return 0;
            errno = EIO; return 1;
        }
        int fsync(int fd) { return refuse() ? -1 : ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(fd); }
        int fdatasync(int fd) { return refuse() ? -1 : ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(fd); }
        """;

    /// <returns>What the process needs in its environment.</returns>
    public static async Task<Dictionary<string, string>> MakeAsync(string directory, string switchFile)
    {
        string source = Path.Combine(directory, "flush.c"), library = Path.Combine(directory, "flush.so");
        await File.WriteAllTextAsync(source, Source);
        using var compiler = Process.Start("cc", ["-shared", "-fPIC", "-o", library, source, "-ldl"]);
        await compiler.WaitForExitAsync();
        Assert.Equal(0, compiler.ExitCode);
        return new() { ["LD_PRELOAD"] = library, ["FLUSHES_FAIL_WITH"] = switchFile };
    }
}
