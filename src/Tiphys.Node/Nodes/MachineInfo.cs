using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using k8s.Models;

namespace Tiphys.Node.Nodes;

/// <summary>What the machine says about itself.</summary>
internal static class MachineInfo
{
    /// <summary>Kept back from pods, so that the node itself never runs out: upstream's hard eviction thresholds.</summary>
    private const long ReservedMemory = 100L * 1024 * 1024;

    /// <summary>The name that the architecture has in the API.</summary>
    public static string Architecture => RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";

    public static Dictionary<string, ResourceQuantity> Capacity(string dataDirectory, int maxPods) => new()
    {
        ["cpu"] = new ResourceQuantity(Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)),
        ["memory"] = new ResourceQuantity($"{MemoryBytes() / 1024}Ki"),
        ["ephemeral-storage"] = new ResourceQuantity($"{DiskBytes(dataDirectory) / 1024}Ki"),
        ["pods"] = new ResourceQuantity(maxPods.ToString(CultureInfo.InvariantCulture)),
        ["hugepages-1Gi"] = new ResourceQuantity("0"),
        ["hugepages-2Mi"] = new ResourceQuantity("0"),
    };

    public static Dictionary<string, ResourceQuantity> Allocatable(IDictionary<string, ResourceQuantity> capacity)
    {
        var result = new Dictionary<string, ResourceQuantity>(capacity);
        result["memory"] = new ResourceQuantity($"{((long)capacity["memory"].ToDecimal() - ReservedMemory) / 1024}Ki");
        result["ephemeral-storage"] = new ResourceQuantity(((long)(capacity["ephemeral-storage"].ToDecimal() * 0.9m)).ToString(CultureInfo.InvariantCulture));
        return result;
    }

    public static long MemoryBytes()
    {
        var line = File.ReadLines("/proc/meminfo").First(text => text.StartsWith("MemTotal:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>The address that packets to elsewhere leave from; loopback for a machine without a network.</summary>
    public static IPAddress DefaultAddress()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            // Connecting a datagram socket sends nothing; it only asks the kernel for the route.
            socket.Connect(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 9));
            return ((IPEndPoint)socket.LocalEndPoint!).Address;
        }
        catch (SocketException)
        {
            return System.Net.NetworkInformation.NetworkInterface.GetAllNetworkInterfaces()
                .SelectMany(device => device.GetIPProperties().UnicastAddresses)
                .Select(address => address.Address)
                .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address)) ?? IPAddress.Loopback;
        }
    }

    public static V1NodeSystemInfo SystemInfo(string runtimeVersion, string kubernetesVersion) => new()
    {
        MachineID = ReadLine("/etc/machine-id"),
        SystemUUID = ReadLine("/sys/class/dmi/id/product_uuid") is { Length: > 0 } uuid ? uuid : ReadLine("/etc/machine-id"),
        BootID = ReadLine("/proc/sys/kernel/random/boot_id"),
        KernelVersion = ReadLine("/proc/sys/kernel/osrelease"),
        OsImage = OsImage(),
        ContainerRuntimeVersion = runtimeVersion,
        KubeletVersion = kubernetesVersion,
        KubeProxyVersion = kubernetesVersion,
        OperatingSystem = "linux",
        Architecture = Architecture,
    };

    private static long DiskBytes(string directory)
    {
        Directory.CreateDirectory(directory);
        return new DriveInfo(directory).TotalSize;
    }

    private static string OsImage()
    {
        const string key = "PRETTY_NAME=";
        var line = File.Exists("/etc/os-release") ? File.ReadLines("/etc/os-release").FirstOrDefault(text => text.StartsWith(key, StringComparison.Ordinal)) : null;
        return line is null ? "Linux" : line[key.Length..].Trim('"');
    }

    private static string ReadLine(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not every machine has every file.
            return "";
        }
    }
}
