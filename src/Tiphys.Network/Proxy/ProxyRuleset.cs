using Tiphys.Network.Nftables;

namespace Tiphys.Network.Proxy;

/// <summary>The fixed part of the proxy's table: maps, hooks and the few rules that lead into the maps.</summary>
internal static class ProxyRuleset
{
    public static string Table(Family family, NetworkOptions options) => $"{family.Word()} {options.TableName}";

    /// <summary>Commands that put the table in place of whatever stands under its name.</summary>
    public static void Write(NftScript script, Family family, NetworkOptions options)
    {
        string table = Table(family, options);
        script.Line($"add table {table}").Line($"delete table {table}").Line($"table {table} {{");
        foreach (string line in Maps(family).Concat(Sets(family, options)).Concat(Nat(family, options)).Concat(Filter(family, options)))
            script.Line(line);
        script.Line("}");
    }

    private static IEnumerable<string> Maps(Family family)
    {
        string ip = family.Word(), type = Type(family);
        const string port = "meta l4proto . th dport", number = "numgen random mod 2";
        foreach (string view in new[] { "", ProxyMaps.Inside })
        {
            yield return $"map {view}{ProxyMaps.Services} {{ typeof {ip} daddr . {port} : verdict; }}";
            yield return $"map {view}{ProxyMaps.Endpoints} {{ typeof {ip} daddr . {port} . {number} : {ip} daddr . th dport; }}";
            yield return $"map {view}{ProxyMaps.NodePorts} {{ typeof {port} : verdict; }}";
            yield return $"map {view}{ProxyMaps.NodePortEndpoints} {{ typeof {port} . {number} : {ip} daddr . th dport; }}";
        }

        yield return $"map {ProxyMaps.Unserved} {{ typeof {ip} daddr . {port} : verdict; }}";
        yield return $"map {ProxyMaps.UnservedNodePorts} {{ typeof {port} : verdict; }}";
        yield return $"map {ProxyMaps.Remember} {{ typeof {ip} daddr . {port} : verdict; }}";
        yield return $"map {ProxyMaps.RememberNodePorts} {{ typeof {port} : verdict; }}";
        yield return $"map {ProxyMaps.Affinity} {{ type {type} . {type} . inet_proto . inet_service : {type} . inet_service; " +
            "flags dynamic,timeout; size 262144; timeout 3h; }";
    }

    private static IEnumerable<string> Sets(Family family, NetworkOptions options)
    {
        string ip = family.Word(), type = Type(family);
        yield return $"set {ProxyMaps.ClusterAddresses} {{ type {type}; }}";
        yield return $"set {ProxyMaps.Hairpin} {{ typeof {ip} saddr . {ip} daddr; }}";
        yield return $"set {ProxyMaps.Restricted} {{ typeof {ip} daddr . meta l4proto . th dport; }}";
        yield return $"set {ProxyMaps.Sources} {{ typeof {ip} daddr . meta l4proto . th dport . {ip} saddr; flags interval; }}";
        yield return Ranges("pods", type, options.ClusterCidrs.Where(range => range.FamilyOf() == family));
        yield return Ranges("pods-here", type, options.PodCidrs.Where(range => range.FamilyOf() == family));
    }

    private static string Type(Family family) => family == Family.Ip ? "ipv4_addr" : "ipv6_addr";

    private static string Ranges(string name, string type, IEnumerable<System.Net.IPNetwork> ranges)
    {
        string elements = string.Join(", ", ranges);
        return $"set {name} {{ type {type}; flags interval; {(elements.Length == 0 ? "" : $"elements = {{ {elements} }};")} }}";
    }

    private static IEnumerable<string> Nat(Family family, NetworkOptions options)
    {
        string ip = family.Word(), address = $"{ip} daddr . meta l4proto . th dport", port = "meta l4proto . th dport";
        string local = options.LoopbackNodePorts ? "fib daddr type local" : $"fib daddr type local {ip} daddr != {family.Loopback()}";
        yield return $$"""
            chain inside {
                {{address}} vmap @{{ProxyMaps.Inside}}{{ProxyMaps.Services}}
                {{local}} {{port}} vmap @{{ProxyMaps.Inside}}{{ProxyMaps.NodePorts}}
            }
            chain services {
                {{ip}} saddr @pods jump inside
                fib saddr type local jump inside
                {{address}} vmap @{{ProxyMaps.Services}}
                {{local}} {{port}} vmap @{{ProxyMaps.NodePorts}}
            }
            chain prerouting {
                type nat hook prerouting priority dstnat
                jump services
            }
            chain output {
                type nat hook output priority -100
                jump services
            }
            chain postrouting {
                type nat hook postrouting priority srcnat
                ct status dnat {{ip}} saddr {{family.Loopback()}} masquerade
                ct status dnat {{ip}} saddr . {{ip}} daddr @{{ProxyMaps.Hairpin}} masquerade
                ct status dnat {{ip}} saddr != @pods {{ip}} daddr != @pods-here fib saddr type != local masquerade
                {{ip}} saddr @pods-here {{ip}} daddr != @pods masquerade
            }
            chain affinity {
                type filter hook postrouting priority 90
                ct state new ct status dnat jump remember
            }
            """;
        yield return "chain remember {";
        foreach (string protocol in new[] { "tcp", "udp", "sctp" })
        {
            yield return $"meta l4proto {protocol} ct original {ip} daddr . meta l4proto . ct original proto-dst vmap @{ProxyMaps.Remember}";
            yield return $"meta l4proto {protocol} meta l4proto . ct original proto-dst vmap @{ProxyMaps.RememberNodePorts}";
        }

        yield return "}";
    }

    private static IEnumerable<string> Filter(Family family, NetworkOptions options)
    {
        string ip = family.Word(), address = $"{ip} daddr . meta l4proto . th dport";
        yield return $$"""
            chain {{ProxyChains.Refuse}} {
                reject
            }
            chain guard {
                type filter hook prerouting priority raw
                iif != lo {{ip}} daddr {{family.Loopback()}} drop
                {{address}} @{{ProxyMaps.Restricted}} {{address}} . {{ip}} saddr != @{{ProxyMaps.Sources}} drop
            }
            chain unserved-ports {
                {{address}} vmap @{{ProxyMaps.Unserved}}
                fib daddr type local meta l4proto . th dport vmap @{{ProxyMaps.UnservedNodePorts}}
                {{ip}} daddr @{{ProxyMaps.ClusterAddresses}} goto {{ProxyChains.Refuse}}
            }
            """;
        foreach (string hook in new[] { "input", "forward", "output" })
        {
            yield return $$"""
                chain filter-{{hook}} {
                    type filter hook {{hook}} priority filter
                    ct state new jump unserved-ports
                }
                """;
        }
    }
}
