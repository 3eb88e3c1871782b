using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Tiphys.Primitives.Faults;

namespace Tiphys.Host.Configuration;

/// <summary>Turns settings into options; collects every wrong value before it complains.</summary>
public static partial class ClusterOptionsReader
{
    private static readonly string[] Parts = ["controllers", "scheduler", "node", "proxy", "dns", "policy", "loadbalancer"];

    /// <exception cref="FaultException">One or more settings are wrong; the cause lists them all.</exception>
    public static ClusterOptions Read(SettingValues values)
    {
        var wrong = new List<string>();
        var name = values.Get(SettingTable.Name)!;
        if (!NamePattern().IsMatch(name))
            wrong.Add($"name: \"{name}\" must be lower-case letters, digits and dashes");
        var suffix = name == SettingTable.Name.Default ? "" : "-" + name;
        var pods = Network(SettingTable.PodCidr, values, wrong);
        var options = new ClusterOptions
        {
            Name = name,
            DataDir = Path.GetFullPath(values.Get(SettingTable.DataDir) ?? "/var/lib/tiphys" + suffix),
            RuntimeDir = Path.GetFullPath(values.Get(SettingTable.RuntimeDir) ?? "/run/tiphys" + suffix),
            NodeName = (values.Get(SettingTable.NodeName) ?? Dns.GetHostName()).ToLowerInvariant(),
            NodeIp = NodeIp(values, pods, wrong),
            Listen = [.. values.List(SettingTable.Listen).Select(text => Address(SettingTable.Listen, text, wrong))],
            ApiPort = Port(SettingTable.ApiPort, values, wrong),
            NodeAgentPort = Port(SettingTable.NodeAgentPort, values, wrong),
            TlsSans = values.List(SettingTable.TlsSan),
            PodCidr = pods,
            ServiceCidr = Network(SettingTable.ServiceCidr, values, wrong),
            ClusterDns = Address(SettingTable.ClusterDns, values.Get(SettingTable.ClusterDns)!, wrong),
            LoadBalancerCidr = Network(SettingTable.LoadBalancerCidr, values, wrong),
            ClusterDomain = values.Get(SettingTable.ClusterDomain)!.Trim('.').ToLowerInvariant(),
            NodePortRange = Range(SettingTable.NodePortRange, values, wrong),
            EtcdServers = values.List(ApiServerSettings.EtcdServers),
            Server = new(values),
            Disabled = values.List(SettingTable.Disable).ToHashSet(StringComparer.Ordinal),
            LogLevel = values.Get(SettingTable.LogLevel)!,
        };
        Check(options, wrong);
        if (wrong.Count > 0)
            throw new FaultException("SETTINGS", string.Join("; ", wrong), "correct the settings; 'tiphys server --help' lists them") { IsUsage = true };
        return options;
    }

    private static void Check(ClusterOptions options, List<string> wrong)
    {
        foreach (var part in options.Disabled.Where(part => !Parts.Contains(part)))
            wrong.Add($"disable: \"{part}\" is none of {string.Join(", ", Parts)}");
        if (wrong.Count > 0)
            return;
        if (!options.ServiceCidr.Contains(options.ClusterDns))
            wrong.Add($"cluster-dns: {options.ClusterDns} lies outside service-cidr {options.ServiceCidr}");
        if (options.PodCidr.Contains(options.ServiceCidr.BaseAddress) || options.ServiceCidr.Contains(options.PodCidr.BaseAddress))
            wrong.Add($"pod-cidr {options.PodCidr} and service-cidr {options.ServiceCidr} overlap");
        if (options.Listen.Count == 0)
            wrong.Add("listen: at least one address is needed");
    }

    private static IPAddress NodeIp(SettingValues values, IPNetwork pods, List<string> wrong)
    {
        if (values.Get(SettingTable.NodeIp) is not { Length: > 0 } text)
            return HostAddress.OfDefaultRoute() ?? ClusterOptions.Gateway(pods);
        var address = Address(SettingTable.NodeIp, text, wrong);
        if (IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any))
            wrong.Add($"{SettingTable.NodeIp.Name}: {text} is nobody's address but each machine's own");
        return address;
    }

    private static IPAddress Address(Setting setting, string text, List<string> wrong)
    {
        if (IPAddress.TryParse(text, out var address))
            return address;
        wrong.Add($"{setting.Name}: \"{text}\" is not an IP address");
        return IPAddress.None;
    }

    private static IPNetwork Network(Setting setting, SettingValues values, List<string> wrong)
    {
        var text = values.Get(setting)!;
        if (IPNetwork.TryParse(text, out var network) && network.PrefixLength is >= 8 and <= 28)
            return network;
        wrong.Add($"{setting.Name}: \"{text}\" is not a network such as {setting.Default}");
        return default;
    }

    private static int Port(Setting setting, SettingValues values, List<string> wrong)
    {
        var text = values.Get(setting)!;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536)
            return port;
        wrong.Add($"{setting.Name}: \"{text}\" is not a port");
        return 0;
    }

    private static (int First, int Last) Range(Setting setting, SettingValues values, List<string> wrong)
    {
        var text = values.Get(setting)!;
        if (text.Split('-') is [var low, var high] && int.TryParse(low, out var first) && int.TryParse(high, out var last)
            && first is > 0 && last >= first && last < 65536)
            return (first, last);
        wrong.Add($"{setting.Name}: \"{text}\" is not a range such as {setting.Default}");
        return default;
    }

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$")]
    private static partial Regex NamePattern();
}
