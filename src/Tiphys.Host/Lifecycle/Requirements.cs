using System.Net;
using System.Net.Sockets;
using Tiphys.Host.Configuration;
using Tiphys.Primitives.Faults;

namespace Tiphys.Host.Lifecycle;

/// <summary>What must hold before a server may start; each failure names its cause and its fix.</summary>
internal static class Requirements
{
    /// <summary>Bytes that must be free under the data directory.</summary>
    private const long FreeBytes = 200L << 20;

    public static void CheckRoot()
    {
        if (NativeMethods.GetEffectiveUserId() != 0)
            throw new FaultException("NOT-ROOT", "containers and packet rules need root", "run this again with sudo");
    }

    /// <summary>Looks at the disk the data directory is on, or will be: a start that is refused makes no directory.</summary>
    public static void CheckDisk(ClusterOptions options)
    {
        var free = new DriveInfo(NearestExisting(options.DataDir)).AvailableFreeSpace;
        if (free < FreeBytes)
            throw new FaultException("DISK-FULL", $"{options.DataDir} has {free >> 20} MiB left, {FreeBytes >> 20} MiB are needed", "free some room, or choose another place with --data-dir");
    }

    /// <summary>Binds each port once, to say which one is taken before anything is half started.</summary>
    public static void CheckPorts(ClusterOptions options)
    {
        foreach (var address in options.Listen)
            CheckPort(address, options.ApiPort, SettingTable.ApiPort);
        if (!options.Disabled.Contains("node"))
            CheckPort(IPAddress.Loopback, options.NodeAgentPort, SettingTable.NodeAgentPort);
    }

    private static string NearestExisting(string path)
    {
        while (!Directory.Exists(path))
            path = Path.GetDirectoryName(path)!;
        return path;
    }

    private static void CheckPort(IPAddress address, int port, Setting setting)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(1);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new FaultException("PORT-TAKEN", $"another program listens on {address}:{port}", $"end it ('ss -ltnp sport = :{port}' names it), or choose another with --{setting.Name}", e);
        }
        catch (SocketException e)
        {
            throw new FaultException("LISTEN", $"cannot listen on {address}:{port}: {e.Message}", "choose an address of this machine with --listen", e);
        }
    }
}
