using System.Globalization;
using System.Text.RegularExpressions;
using Tiphys.Network.Nftables;

namespace Tiphys.Network.Proxy;

/// <summary>The chains that elements lead to: one for each number of endpoints and each time of affinity, however many services there are.</summary>
internal static partial class ProxyChains
{
    public const string ByAddress = "pick";
    public const string ByNodePort = "nodepick";
    public const string Inside = "inside-pick";
    public const string InsideNodePort = "inside-nodepick";
    public const string Refuse = "refuse";

    private const int ReadyCounts = 24;
    private const string Key = "meta l4proto . th dport";

    public static string Pick(string way, int count, bool sticks) =>
        string.Create(CultureInfo.InvariantCulture, $"goto {way}-{count}{(sticks ? "-sticky" : "")}");

    /// <summary>Refused if nobody stands behind the service at all; silence if only this node has nobody, so that a balancer in front looks elsewhere.</summary>
    public static string Unserved(bool servedElsewhere) => servedElsewhere ? "drop" : $"goto {Refuse}";

    public static string Remember(ProxyServicePort port) =>
        string.Create(CultureInfo.InvariantCulture, $"goto remember-{port.Protocol}-{(long)port.Affinity!.Value.TotalSeconds}");

    /// <summary>The chain a verdict leads to; null if it leads to none that is made on demand.</summary>
    public static string? TargetOf(string? verdict) =>
        verdict is not null && verdict.StartsWith("goto ", StringComparison.Ordinal) && verdict != $"goto {Refuse}" ? verdict[5..] : null;

    /// <summary>Chains every table is made with: enough for nearly every service.</summary>
    /// <remarks>nft 1.0.6 cannot add a rule that translates by a map which it has to read back from the kernel ("conflicting protocols specified"):
    /// such rules can only be made together with the map. So a service with more endpoints than these has the table made anew, once.</remarks>
    public static IEnumerable<string> Ready() =>
        from way in new[] { ByAddress, ByNodePort, Inside, InsideNodePort }
        from count in Enumerable.Range(1, ReadyCounts)
        from ending in new[] { "", "-sticky" }
        select $"{way}-{count}{ending}";

    /// <summary>True for a chain that can only be made together with the table.</summary>
    public static bool NeedsRebuild(string chain) => !RememberName().IsMatch(chain);

    /// <summary>The commands that make a chain.</summary>
    public static IEnumerable<string> Make(string table, Family family, string chain)
    {
        yield return $"add chain {table} {chain}";
        if (RememberName().Match(chain) is { Success: true } remember)
        {
            if (family == Family.Ip6)
                yield break;
            // The protocol is named so that nft knows the width of the original port.
            yield return $"add rule {table} {chain} meta l4proto {remember.Groups["protocol"].Value} update @{ProxyMaps.Affinity} " +
                $"{{ {family.Word()} saddr . ct original {family.Word()} daddr . meta l4proto . ct original proto-dst " +
                $"timeout {remember.Groups["seconds"].Value}s : {family.Word()} daddr . th dport }}";
            yield break;
        }

        var pick = PickName().Match(chain);
        string way = pick.Groups["way"].Value, count = pick.Groups["count"].Value, ip = family.Word();
        bool byAddress = way is ByAddress or Inside;
        string map = (way is Inside or InsideNodePort ? ProxyMaps.Inside : "") + (byAddress ? ProxyMaps.Endpoints : ProxyMaps.NodePortEndpoints);
        bool sticks = pick.Groups["sticky"].Success;
        if (sticks && family == Family.Ip)
            yield return $"add rule {table} {chain} dnat {ip} to {ip} saddr . {ip} daddr . {Key} map @{ProxyMaps.Affinity}";
        // IPv6 notes do not fit nft's registers: there a client keeps its endpoint by a hash of its address.
        string number = sticks && family == Family.Ip6 ? $"jhash {ip} saddr mod {count}" : $"numgen random mod {count}";
        yield return $"add rule {table} {chain} dnat {ip} to {(byAddress ? $"{ip} daddr . " : "")}{Key} . {number} map @{map}";
    }

    [GeneratedRegex("^(?<way>pick|nodepick|inside-pick|inside-nodepick)-(?<count>[0-9]+)(?<sticky>-sticky)?$")]
    private static partial Regex PickName();

    [GeneratedRegex("^remember-(?<protocol>tcp|udp|sctp)-(?<seconds>[0-9]+)$")]
    private static partial Regex RememberName();
}
