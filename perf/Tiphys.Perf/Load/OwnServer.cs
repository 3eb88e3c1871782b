using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Tiphys.Perf.Load;

/// <summary>A <c>tiphys server</c> that the benchmark starts on an empty directory and ends again.</summary>
internal sealed class OwnServer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _directory;
    private readonly string[] _place;
    private readonly Process _process;

    private OwnServer(string program, DirectoryInfo directory, string[] place, Process process, TimeSpan ready) =>
        (Program, _directory, _place, _process, ReadyAfter) = (program, directory, place, process, ready);

    public string Program { get; }

    public int ProcessId => _process.Id;

    public string Kubeconfig => Path.Combine(_directory.FullName, "data", "kubeconfig");

    /// <summary>From the start of the process to the first <c>/readyz</c> that says 200.</summary>
    public TimeSpan ReadyAfter { get; }

    /// <summary>The program as <c>perf/run</c> builds it.</summary>
    public static string Built() => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../Tiphys.Host/release/tiphys"));

    public static async Task<OwnServer> StartAsync(string program, IReadOnlyList<string> more)
    {
        if (!File.Exists(program))
            throw new FileNotFoundException($"{program} is not there: build it (dotnet build -c Release src/Tiphys.Host), or name one with --tiphys");
        var directory = Directory.CreateTempSubdirectory("tiphys-perf-");
        string[] place = ["--name", $"perf{Environment.ProcessId % 1000}", "--data-dir", Path.Combine(directory.FullName, "data"), "--runtime-dir", Path.Combine(directory.FullName, "run")];
        string[] arguments = ["server", .. place, "--api-port", $"{FreePort()}", .. more];
        long began = Stopwatch.GetTimestamp();
        var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        string kubeconfig = Path.Combine(directory.FullName, "data", "kubeconfig");
        while (!await IsReadyAsync(kubeconfig))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(began) > Patience)
            {
                process.Kill();
                throw new WrongWorkException($"{program} was not ready within {Patience.TotalSeconds} s");
            }

            await Task.Delay(5);
        }

        return new OwnServer(program, directory, place, process, Stopwatch.GetElapsedTime(began));
    }

    /// <summary>Ends it and takes away all it made: containerd, packet rules, network devices, files.</summary>
    public void Dispose()
    {
        Process.Start(new ProcessStartInfo(Program, ["down", "--purge", .. _place]) { RedirectStandardOutput = true })!.WaitForExit();
        _process.Dispose();
        _directory.Delete(recursive: true);
    }

    public static async Task<bool> IsReadyAsync(string kubeconfig)
    {
        if (!File.Exists(kubeconfig))
            return false;
        try
        {
            using var target = new ApiTarget("tiphys", kubeconfig);
            await target.GetAsync("/readyz");
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or WrongWorkException or k8s.Exceptions.KubeConfigException or IOException)
        {
            return false;
        }
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
