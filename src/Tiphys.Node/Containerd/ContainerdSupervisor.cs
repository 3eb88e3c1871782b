using System.Net;
using Microsoft.Extensions.Logging;
using Tiphys.Node.Cri;
using Tiphys.Node.Images;

namespace Tiphys.Node.Containerd;

/// <summary>
/// Keeps the private containerd running: writes its configuration, starts it or adopts the one a former Tiphys left, restarts it when it goes
/// away. containerd's shims are processes of their own: containers run on whatever happens to containerd or to us.
/// </summary>
/// <remarks>
/// <code>
///   absent --Start--> starting --answers--> serving --connection breaks--> absent or starting
///                        \--no answer in 30 s--> killed, absent (log file's tail in the error)
/// </code>
/// </remarks>
public sealed partial class ContainerdSupervisor(
    ContainerdPaths paths,
    NodeOptions options,
    IContainerRuntime runtime,
    ImageStore images,
    TimeProvider time,
    ILogger<ContainerdSupervisor> logger)
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>Writes configuration and network, and returns once containerd serves and the pause image is there.</summary>
    /// <exception cref="ContainerdException">containerd or its plugins are missing, or it did not start.</exception>
    public async Task StartAsync(IPNetwork podCidr, CancellationToken cancellationToken)
    {
        KernelSettings.Apply(logger);
        WriteNetwork(podCidr);
        WriteConfiguration();
        await EnsureServingAsync(cancellationToken).ConfigureAwait(false);
        await images.EnsurePauseImageAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Starts containerd if it is not running and waits until it answers. Cheap when it does.</summary>
    public async Task EnsureServingAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (ContainerdProcess.Find(paths.ConfigFile) is { } running)
                LogAdopted(logger, running);
            else
                Launch();
            await AwaitAnswerAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Ends containerd itself; containers go on until their sandboxes are stopped.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 0; ContainerdProcess.Find(paths.ConfigFile) is { } running; attempt++)
        {
            if (attempt == 0)
                ContainerdProcess.Terminate(running);
            else if (attempt == 100)
                ContainerdProcess.Kill(running);
            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Launch()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(paths.LogFile)!);
        Directory.CreateDirectory(paths.RuntimeDirectory);
        RotateLog();
        var program = FindProgram("containerd")
            ?? throw new ContainerdException("containerd is not installed", "install the package containerd");
        ContainerdProcess.Start(program, paths.ConfigFile, paths.LogFile);
        LogStarted(logger, paths.Socket);
    }

    private async Task AwaitAnswerAsync(CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                await runtime.VersionAsync(cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (Exception e) when (e is RuntimeUnavailableException or RuntimeFailureException)
            {
                // RuntimeFailure: the CRI service is registered a moment after the socket opens.
                if (time.GetElapsedTime(began) > StartLimit)
                    throw new ContainerdException($"containerd does not answer: {e.Message}", $"see {paths.LogFile}: {LogTail()}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), time, cancellationToken).ConfigureAwait(false);
            if (time.GetElapsedTime(began) > TimeSpan.FromSeconds(1) && ContainerdProcess.Find(paths.ConfigFile) is null)
                throw new ContainerdException("containerd ended at its start", $"see {paths.LogFile}: {LogTail()}");
        }
    }

    private void WriteConfiguration()
    {
        var plugins = options.CniBinDirectories.FirstOrDefault(d => File.Exists(Path.Combine(d, "bridge")))
            ?? throw new ContainerdException("the CNI plugins are not installed", "install the package containernetworking-plugins");
        Directory.CreateDirectory(paths.Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.CreateDirectory(paths.RegistryDirectory);
        if (options.RegistriesFile is { } registries)
            RegistryHosts.Write(registries, paths.RegistryDirectory);
        var text = ContainerdConfig.Write(paths, plugins, PauseImage.Reference, KernelSettings.HasSysResource());
        if (!File.Exists(paths.ConfigFile) || File.ReadAllText(paths.ConfigFile) != text)
            File.WriteAllText(paths.ConfigFile, text);
    }

    private void WriteNetwork(IPNetwork podCidr)
    {
        Directory.CreateDirectory(paths.CniConfDirectory);
        Directory.CreateDirectory(paths.CniStateDirectory);
        var file = Path.Combine(paths.CniConfDirectory, CniConfig.FileName);
        var text = CniConfig.Write(options.BridgeName, podCidr, options.Mtu, paths.CniStateDirectory);
        if (!File.Exists(file) || File.ReadAllText(file) != text)
            File.WriteAllText(file, text);
    }

    private void RotateLog()
    {
        const long limit = 20 * 1024 * 1024;
        var file = new FileInfo(paths.LogFile);
        if (file.Exists && file.Length > limit)
            file.MoveTo(paths.LogFile + ".1", overwrite: true);
    }

    private string LogTail() => File.Exists(paths.LogFile) ? File.ReadLines(paths.LogFile).LastOrDefault() ?? "" : "";

    internal static string? FindProgram(string name) =>
        (Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/usr/bin:/usr/local/bin:/usr/local/sbin").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(directory => Path.Combine(directory, name))
            .FirstOrDefault(File.Exists);

    [LoggerMessage(Level = LogLevel.Information, Message = "containerd is running already (process {ProcessId}); adopted")]
    private static partial void LogAdopted(ILogger logger, int processId);

    [LoggerMessage(Level = LogLevel.Information, Message = "containerd started, socket {Socket}")]
    private static partial void LogStarted(ILogger logger, string socket);
}
