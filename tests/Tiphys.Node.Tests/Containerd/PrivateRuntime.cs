using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Tiphys.Node.Containerd;
using Tiphys.Node.Cri;
using Tiphys.Node.Cri.V1;
using Tiphys.Node.Images;

namespace Tiphys.Node.Tests.Containerd;

/// <summary>A private containerd with directories, bridge and addresses of its own; everything it made is gone when it is disposed.</summary>
public sealed class PrivateRuntime : IAsyncLifetime
{
    private static int _instances;
    private readonly string _directory = Directory.CreateTempSubdirectory("tiphys-node-").FullName;

    public PrivateRuntime()
    {
        var tag = ((Environment.ProcessId * 4) + Interlocked.Increment(ref _instances)) % 12000;
        Options = new NodeOptions
        {
            NodeName = "test",
            ClusterName = $"tiphys-t{tag}",
            DataDirectory = Path.Combine(_directory, "data"),
            RuntimeDirectory = Path.Combine(_directory, "run"),
            StaticPodDirectory = Path.Combine(_directory, "static-pods"),
            BridgeName = $"tt{tag}",
            PodCidr = IPNetwork.Parse($"10.{200 + (tag % 50)}.{tag / 50 % 250}.0/24"),
        };
        Paths = new ContainerdPaths(Options.DataDirectory, Options.RuntimeDirectory);
        Runtime = new CriRuntime(Paths.Socket);
        Images = new ImageStore(Runtime, Paths, TimeProvider.System);
        Supervisor = new ContainerdSupervisor(Paths, Options, Runtime, Images, TimeProvider.System, NullLogger<ContainerdSupervisor>.Instance);
    }

    public NodeOptions Options { get; }

    public ContainerdPaths Paths { get; }

    public CriRuntime Runtime { get; }

    public ImageStore Images { get; }

    public ContainerdSupervisor Supervisor { get; }

    public string Busybox => "tiphys.local/test-busybox:1";

    public async ValueTask InitializeAsync()
    {
        await Supervisor.StartAsync(Options.PodCidr!.Value, default);
        var archive = Path.Combine(_directory, "busybox.tar");
        await using (var file = File.Create(archive))
            OciImageWriter.Write(file, TestImages.Busybox(Busybox));
        await Images.LoadAsync(archive, default);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var sandbox in await Runtime.ListPodSandboxesAsync(null, default))
        {
            await Runtime.StopPodSandboxAsync(sandbox.Id, default);
            await Runtime.RemovePodSandboxAsync(sandbox.Id, default);
        }

        await Supervisor.StopAsync(default);
        Runtime.Dispose();
        Run("ip", "link", "del", Options.BridgeName);
        foreach (var mount in File.ReadAllLines("/proc/mounts").Select(l => l.Split(' ')[1]).Where(m => m.StartsWith(_directory)).Reverse())
            Run("umount", "-l", mount);
        foreach (var hierarchy in Directory.GetDirectories("/sys/fs/cgroup"))
        {
            if (Directory.Exists($"{hierarchy}/{Options.ClusterName}"))
                Run("find", $"{hierarchy}/{Options.ClusterName}", "-depth", "-type", "d", "-exec", "rmdir", "{}", "+");
        }

        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>The smallest sandbox configuration of a pod.</summary>
    public PodSandboxConfig Sandbox(string name) => new()
    {
        Metadata = new PodSandboxMetadata { Name = name, Namespace = "default", Uid = name + "-uid" },
        Hostname = name,
        LogDirectory = Path.Combine(_directory, "logs", name),
        Labels = { [CriLabels.PodName] = name, [CriLabels.PodUid] = name + "-uid", [CriLabels.PodNamespace] = "default" },
        Linux = new LinuxPodSandboxConfig { CgroupParent = Options.CgroupRoot, SecurityContext = new LinuxSandboxSecurityContext { NamespaceOptions = new NamespaceOption { Pid = NamespaceMode.Container } } },
    };

    public ContainerConfig Container(PodSandboxConfig sandbox, params string[] command) => new()
    {
        Metadata = new ContainerMetadata { Name = "main" },
        Image = new ImageSpec { Image = Busybox },
        Command = { command },
        LogPath = "main.log",
        Labels = { { sandbox.Labels } },
        Linux = new LinuxContainerConfig { SecurityContext = new LinuxContainerSecurityContext { NamespaceOptions = new NamespaceOption { Pid = NamespaceMode.Container } } },
    };

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true });
        process?.WaitForExit();
    }
}
