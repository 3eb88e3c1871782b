using System.Diagnostics;

namespace Tiphys.Perf.Load;

/// <summary>The peer: etcd and kube-apiserver from given programs, started on an empty directory with their default durability, and ended again.</summary>
internal sealed class PeerServer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tiphys-perf-peer-");
    private readonly List<Process> _processes = [];
    private readonly PeerCertificates _certificates;

    private PeerServer(string apiServer, string etcd)
    {
        var address = new Uri($"https://127.0.0.1:{OwnServer.FreePort()}");
        string store = $"http://127.0.0.1:{OwnServer.FreePort()}", members = $"http://127.0.0.1:{OwnServer.FreePort()}";
        _certificates = new PeerCertificates(_directory.FullName, address);
        Start(
            etcd, "--name", "peer", "--data-dir", Path.Combine(_directory.FullName, "etcd"), "--listen-client-urls", store, "--advertise-client-urls", store,
            "--listen-peer-urls", members, "--initial-advertise-peer-urls", members, "--initial-cluster", $"peer={members}");
        Start(
            apiServer, "--bind-address=127.0.0.1", "--advertise-address=127.0.0.1", $"--secure-port={address.Port}", "--endpoint-reconciler-type=none",
            $"--etcd-servers={store}", "--authorization-mode=Node,RBAC", "--enable-admission-plugins=NodeRestriction", "--allow-privileged=true",
            $"--client-ca-file={_certificates.AuthorityFile}", $"--tls-cert-file={_certificates.ServerCertificate}", $"--tls-private-key-file={_certificates.ServerKey}",
            $"--service-account-key-file={_certificates.AccountKey}", $"--service-account-signing-key-file={_certificates.AccountKey}",
            "--service-account-issuer=https://kubernetes.default.svc.cluster.local", "--service-cluster-ip-range=10.96.0.0/12");
    }

    public string Kubeconfig => _certificates.Kubeconfig;

    /// <summary>etcd's, then the API server's.</summary>
    public int[] ProcessIds => [.. _processes.Select(process => process.Id)];

    /// <param name="etcd">Null for the one beside kube-apiserver.</param>
    public static async Task<PeerServer> StartAsync(string apiServer, string? etcd)
    {
        var server = new PeerServer(apiServer, etcd ?? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(apiServer))!, "etcd"));
        long began = Stopwatch.GetTimestamp();
        while (!await OwnServer.IsReadyAsync(server.Kubeconfig))
        {
            if (server._processes.Any(process => process.HasExited) || Stopwatch.GetElapsedTime(began) > Patience)
            {
                server.Dispose();
                throw new WrongWorkException($"{apiServer} was not ready within {Patience.TotalSeconds} s");
            }

            await Task.Delay(50);
        }

        return server;
    }

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        _directory.Delete(recursive: true);
    }

    private void Start(string program, params string[] arguments)
    {
        if (!File.Exists(program))
            throw new FileNotFoundException($"{program} is not there");
        var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _directory.FullName })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _processes.Add(process);
    }
}
