using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Tiphys.Storage.Tests.Etcd;

/// <summary>Members of an etcd cluster as processes on the loopback, with data in a directory of the test's own.</summary>
public sealed class EtcdProcess : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tiphys-etcd-");
    private readonly List<Process> _members = [];
    private readonly string[] _clients;

    public EtcdProcess(int members = 1)
    {
        _clients = [.. Enumerable.Range(0, members).Select(_ => FreeAddress())];
        string[] peers = [.. Enumerable.Range(0, members).Select(_ => FreeAddress())];
        string cluster = string.Join(',', peers.Select((peer, i) => $"m{i}={peer}"));
        for (int i = 0; i < members; i++)
            _members.Add(Start(i, peers[i], cluster));
    }

    public IReadOnlyList<Uri> Endpoints => [.. _clients.Select(client => new Uri(client))];

    /// <summary>Ends a member as a crash would.</summary>
    public void Kill(int member)
    {
        _members[member].Kill();
        _members[member].WaitForExit();
    }

    public void Dispose()
    {
        foreach (var member in _members.Where(member => !member.HasExited))
        {
            member.Kill();
            member.WaitForExit();
        }

        _directory.Delete(recursive: true);
    }

    private static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }

    private Process Start(int index, string peer, string cluster)
    {
        string[] arguments =
        [
            "--name", $"m{index}", "--data-dir", Path.Combine(_directory.FullName, $"m{index}"), "--log-level", "error",
            "--listen-client-urls", _clients[index], "--advertise-client-urls", _clients[index],
            "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", cluster,
            "--heartbeat-interval", "50", "--election-timeout", "500",
        ];
        var process = Process.Start(new ProcessStartInfo("etcd", arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        // Read so that a full pipe does not stop it.
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        return process;
    }
}
