using System.Diagnostics;
using Tiphys.Host.Configuration;
using Tiphys.Host.Lifecycle;
using Tiphys.Host.Server;
using Tiphys.Host.Tests.Server;
using Tiphys.Primitives.Faults;

namespace Tiphys.Host.Tests.Lifecycle;

/// <summary>Somebody removes a cluster's directories while it runs: what runs is still found and ended.</summary>
public sealed class RemovedFilesTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly ClusterOptions _options;

    public RemovedFilesTests() => _options = TestPlane.Options(_folder.Path, ("name", "removed-files-test"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Server_WhosePidFileAndLockWereRemoved_IsFound()
    {
        using var held = ServerLock.Take(_options);
        Directory.Delete(_options.DataDir, recursive: true);

        Assert.Null(ServerProcess.Find(_options));
        Assert.Equal(Environment.ProcessId, ServerProcess.FindAnyway(_options)?.Pid);
    }

    [Fact]
    public void Server_ThatEnded_IsNotFound()
    {
        ServerLock.Take(_options).Dispose();

        Assert.Null(ServerProcess.FindAnyway(_options));
    }

    [Fact]
    public async Task Containers_WhoseContainerdLostItsFiles_AreNamedAtOnceAndEndedByForce()
    {
        var cleaner = new NodeCleaner(_options, TimeProvider.System);
        // Known by its command line; it waits for words that never come.
        using var containerd = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "read word", "sh", "--config", NodeLayout.Of(_options).Containerd.ConfigFile, "end"]) { RedirectStandardInput = true })!;

        var fault = await Assert.ThrowsAsync<FaultException>(() => cleaner.StopContainersAsync(Cancel));
        var said = await cleaner.TryStopContainersAsync(Cancel);
        var ended = await cleaner.EndLeftoversAsync(Cancel);
        await containerd.WaitForExitAsync(Cancel);

        Assert.Equal("FILES-GONE", fault.Code);
        Assert.Contains(_options.DataDir, said, StringComparison.Ordinal);
        Assert.Equal("1 left over", ended);
    }
}
