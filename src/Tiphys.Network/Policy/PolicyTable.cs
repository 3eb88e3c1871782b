using Tiphys.Network.Nftables;

namespace Tiphys.Network.Policy;

/// <summary>The policy table of one family: what stands in it, and the script that makes it what it should be; pure.</summary>
internal sealed class PolicyTable(Family family, NetworkOptions options)
{
    private PolicyRules _standing = PolicyRules.None;
    private bool _exists;

    private string Table => $"{family.Word()} {options.TableName}-policy";

    /// <summary>One transaction that leads from what stands to what is wanted; empty for nothing.</summary>
    /// <param name="anew">Nothing is known of what stands.</param>
    public string Change(PolicyRules wanted, bool anew)
    {
        var script = new NftScript();
        if (!wanted.IsActive)
        {
            if (_exists || anew)
                script.Line($"add table {Table}").Line($"delete table {Table}");
            _exists = false;
        }
        else
        {
            if (anew || !_exists)
                Create(script);
            Update(script, wanted);
        }

        _standing = wanted;
        return script.ToString();
    }

    private void Create(NftScript script)
    {
        string ip = family.Word(), type = family == Family.Ip ? "ipv4_addr" : "ipv6_addr";
        var here = options.PodCidrs.Where(range => range.FamilyOf() == family).ToList();
        string pods = here.Count == 0 ? "" : $"elements = {{ {string.Join(", ", here)} }};";
        // Another cluster of this machine may use the same addresses, or a killed one may have left its tables.
        string others = options.PodDevice is { } device ? $"iifname != \"{device}\" oifname != \"{device}\" accept" : "";
        script.Line($"add table {Table}").Line($"delete table {Table}").Line($$"""
            table {{Table}} {
                map {{PolicyRules.Ingress}} { type {{type}} : verdict; }
                map {{PolicyRules.Egress}} { type {{type}} : verdict; }
                set {{PolicyRules.Known}} { type {{type}}; }
                set pods-here { type {{type}}; flags interval; {{pods}} }
                chain forward {
                    type filter hook forward priority filter
                    {{others}}
                    ct state established,related accept
                    {{ip}} saddr @pods-here {{ip}} saddr != @{{PolicyRules.Known}} drop
                    {{ip}} daddr @pods-here {{ip}} daddr != @{{PolicyRules.Known}} drop
                    {{ip}} saddr vmap @{{PolicyRules.Egress}}
                    {{ip}} daddr vmap @{{PolicyRules.Ingress}}
                }
            }
            """);
        _standing = PolicyRules.None;
        _exists = true;
    }

    private void Update(NftScript script, PolicyRules wanted)
    {
        string type = family == Family.Ip ? "ipv4_addr" : "ipv6_addr";
        foreach (string set in wanted.Peers.Keys.Except(_standing.Peers.Keys))
            script.Line($"add set {Table} {set} {{ type {type}; }}");
        script.DeleteElements(Table, Members(_standing).Except(Members(wanted)).Where(element => wanted.Peers.ContainsKey(element.Map)));
        script.AddElements(Table, Members(wanted).Except(Members(_standing)));
        foreach (var (chain, lines) in wanted.Chains.Where(chain => !_standing.Chains.ContainsKey(chain.Key)))
        {
            script.Line($"add chain {Table} {chain}");
            foreach (string line in lines)
                script.Line($"add rule {Table} {chain} {line}");
        }

        script.DeleteElements(Table, _standing.Elements.Except(wanted.Elements));
        script.AddElements(Table, wanted.Elements.Except(_standing.Elements));
        foreach (string chain in _standing.Chains.Keys.Except(wanted.Chains.Keys))
            script.Line($"flush chain {Table} {chain}").Line($"delete chain {Table} {chain}");
        foreach (string set in _standing.Peers.Keys.Except(wanted.Peers.Keys))
            script.Line($"delete set {Table} {set}");
    }

    private static HashSet<Element> Members(PolicyRules rules) =>
        [.. rules.Peers.SelectMany(set => set.Value.Select(address => new Element(set.Key, address)))];
}
