using Tiphys.Node.Containerd;
using Tiphys.Node.Cri;
using Tiphys.Node.Cri.V1;

namespace Tiphys.Node.Tests.Containerd;

[Collection(nameof(RuntimeCollection))]
public sealed class PrivateRuntimeTests(PrivateRuntime node)
{
    [Fact]
    public async Task Container_RunsToItsEnd_ExitIsToldAndCodeKept()
    {
        var config = node.Sandbox("runs");
        var sandbox = await node.Runtime.RunPodSandboxAsync(config, default);
        var exited = WatchForAsync(RuntimeEventKind.Exited, out var subscribed);
        await subscribed;
        var container = await node.Runtime.CreateContainerAsync(sandbox, node.Container(config, "sh", "-c", "echo out; exit 3"), config, default);
        await node.Runtime.StartContainerAsync(container, default);

        Assert.Equal(container, await exited);
        ContainerStatus status;
        while ((status = (await node.Runtime.ContainerStatusAsync(container, default))!).State != ContainerState.ContainerExited)
            await Task.Yield();
        Assert.Equal(3, status.ExitCode);
        Assert.Contains(" stdout F out", File.ReadAllText(status.LogPath));
    }

    [Fact]
    public async Task Container_ContainerdKilled_RunsOnAndIsFoundAgain()
    {
        var config = node.Sandbox("survives");
        var sandbox = await node.Runtime.RunPodSandboxAsync(config, default);
        var container = await node.Runtime.CreateContainerAsync(sandbox, node.Container(config, "sleep", "1000"), config, default);
        await node.Runtime.StartContainerAsync(container, default);
        var before = (await node.Runtime.ContainerStatusAsync(container, default))!;

        ContainerdProcess.Kill(ContainerdProcess.Find(node.Paths.ConfigFile)!.Value);
        while (ContainerdProcess.Find(node.Paths.ConfigFile) is not null)
            await Task.Yield();
        await node.Supervisor.EnsureServingAsync(default);

        var after = (await node.Runtime.ContainerStatusAsync(container, default))!;
        Assert.Equal(ContainerState.ContainerRunning, after.State);
        Assert.Equal(before.StartedAt, after.StartedAt);
        Assert.NotEqual("", (await node.Runtime.PodSandboxStatusAsync(sandbox, false, default)).Status.Network.Ip);
    }

    [Fact]
    public async Task Sandbox_Stopped_PauseEndsAtOnce()
    {
        var config = node.Sandbox("stops");
        var sandbox = await node.Runtime.RunPodSandboxAsync(config, default);

        await node.Runtime.StopPodSandboxAsync(sandbox, default);

        Assert.Equal(PodSandboxState.SandboxNotready, (await node.Runtime.PodSandboxStatusAsync(sandbox, false, default)).Status.State);
    }

    [Fact]
    public async Task ImageStatus_UnknownImage_IsNull() => Assert.Null(await node.Runtime.ImageStatusAsync("tiphys.local/nothing:1", default));

    [Fact]
    public async Task Images_Loaded_AreListedUnderTheirNames()
    {
        var images = await node.Images.ListAsync(default);

        Assert.Contains(images, image => image.RepoTags.Contains(node.Busybox));
        Assert.Contains(images, image => image.RepoTags.Contains("tiphys.local/pause:1"));
    }

    private Task<string> WatchForAsync(RuntimeEventKind kind, out Task subscribed)
    {
        var ready = new TaskCompletionSource();
        subscribed = ready.Task;
        return Task.Run(async () =>
        {
            await foreach (var e in node.Runtime.WatchAsync(default))
            {
                if (e.Kind == RuntimeEventKind.Subscribed)
                    ready.SetResult();
                else if (e.Kind == kind)
                    return e.Id;
            }

            throw new InvalidOperationException("the stream ended");
        });
    }
}
