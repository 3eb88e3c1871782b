using System.Net;
using System.Security.Cryptography;
using System.Text;
using k8s.Models;
using Tiphys.Network.Nftables;

namespace Tiphys.Network.Policy;

/// <summary>Turns network policies into rules for this node's pods; pure. Pods under the same rules share a chain.</summary>
internal sealed class PolicyCompiler
{
    private const int HashBytes = 8;

    private readonly PolicyWorld _world;
    private readonly Family _family;
    private readonly PolicyRules _rules = new() { IsActive = true };

    private PolicyCompiler(PolicyWorld world, Family family) => (_world, _family) = (world, family);

    public static PolicyRules Compile(PolicyWorld world, Family family)
    {
        if (world.Policies.Count == 0)
            return PolicyRules.None;
        var compiler = new PolicyCompiler(world, family);
        foreach (var pod in world.Pods.Where(pod => pod.IsLocal))
            compiler.Add(pod);
        return compiler._rules;
    }

    private void Add(PolicyPod pod)
    {
        var selecting = _world.Policies
            .Where(policy => policy.Metadata.NamespaceProperty == pod.Namespace && LabelMatch.Matches(policy.Spec.PodSelector ?? new(), pod.Labels))
            .OrderBy(policy => policy.Metadata.Name, StringComparer.Ordinal)
            .ToList();
        string? ingress = Chain(selecting.Where(IsIngress).ToList(), policy => IngressLines(policy, pod));
        string? egress = Chain(selecting.Where(IsEgress).ToList(), EgressLines);
        foreach (var address in pod.Addresses.Where(address => address.FamilyOf() == _family))
        {
            _rules.Elements.Add(new Element(PolicyRules.Known, address.ToString()));
            if (ingress is not null)
                _rules.Elements.Add(new Element(PolicyRules.Ingress, address.ToString(), $"jump {ingress}"));
            if (egress is not null)
                _rules.Elements.Add(new Element(PolicyRules.Egress, address.ToString(), $"jump {egress}"));
        }
    }

    private static bool IsIngress(V1NetworkPolicy policy) => policy.Spec.PolicyTypes is not { Count: > 0 } types || types.Contains("Ingress");

    private static bool IsEgress(V1NetworkPolicy policy) =>
        policy.Spec.PolicyTypes is { Count: > 0 } types ? types.Contains("Egress") : policy.Spec.Egress is { Count: > 0 };

    /// <summary>The chain of all these policies together: what one of them allows goes on, the rest is dropped. Null if no policy isolates.</summary>
    private string? Chain(List<V1NetworkPolicy> policies, Func<V1NetworkPolicy, IEnumerable<string>> lines)
    {
        if (policies.Count == 0)
            return null;
        List<string> all = [.. policies.SelectMany(lines).Distinct(), "drop"];
        string name = $"pods-{Hash(string.Join('\n', all))}";
        _rules.Chains[name] = all;
        return name;
    }

    private IEnumerable<string> IngressLines(V1NetworkPolicy policy, PolicyPod pod) =>
        from rule in policy.Spec.Ingress ?? []
        from peer in PeerMatches(policy, rule.FromProperty, "saddr")
        from port in PortMatches(rule.Ports, [pod])
        select Line(peer, port);

    private IEnumerable<string> EgressLines(V1NetworkPolicy policy) =>
        from rule in policy.Spec.Egress ?? []
        from peer in PeerMatches(policy, rule.To, "daddr")
        // A named port is whatever the peers call so: theirs are looked up over all of them.
        from port in PortMatches(rule.Ports, NamedPeers(policy, rule.To))
        select Line(peer, port);

    private static string Line(string peer, string port) => string.Join(' ', new[] { peer, port, "return" }.Where(part => part.Length > 0));

    private IEnumerable<string> PeerMatches(V1NetworkPolicy policy, IList<V1NetworkPolicyPeer>? peers, string side)
    {
        if (peers is not { Count: > 0 })
            return [""];
        return peers.Select(peer => peer.IpBlock is { } block ? BlockMatch(block, side) : $"{_family.Word()} {side} @{PeerSet(policy, peer)}").OfType<string>();
    }

    private string? BlockMatch(V1IPBlock block, string side)
    {
        if (!Cidr.TryParse(block.Cidr, out var range) || range.FamilyOf() != _family)
            return null;
        string match = $"{_family.Word()} {side} {range}";
        var excepted = new List<IPNetwork>();
        foreach (string text in block.Except ?? [])
        {
            if (Cidr.TryParse(text, out var except))
                excepted.Add(except);
        }

        return excepted.Count == 0 ? match : $"{match} {_family.Word()} {side} != {{ {string.Join(", ", excepted)} }}";
    }

    /// <summary>The set with the addresses of the pods a peer selects; equal peers share one.</summary>
    private string PeerSet(V1NetworkPolicy policy, V1NetworkPolicyPeer peer)
    {
        string where = peer.NamespaceSelector is null ? policy.Metadata.NamespaceProperty : "";
        string name = $"peers-{Hash($"{where}\n{Text(peer.NamespaceSelector)}\n{Text(peer.PodSelector)}")}";
        if (!_rules.Peers.ContainsKey(name))
        {
            _rules.Peers[name] = new SortedSet<string>(
                Selected(policy, peer).SelectMany(pod => pod.Addresses).Where(address => address.FamilyOf() == _family).Select(address => address.ToString()),
                StringComparer.Ordinal);
        }

        return name;
    }

    private IEnumerable<PolicyPod> Selected(V1NetworkPolicy policy, V1NetworkPolicyPeer peer) => _world.Pods.Where(pod =>
        (peer.NamespaceSelector is null
            ? pod.Namespace == policy.Metadata.NamespaceProperty
            : _world.NamespaceLabels.TryGetValue(pod.Namespace, out var labels) && LabelMatch.Matches(peer.NamespaceSelector, labels))
        && (peer.PodSelector is null || LabelMatch.Matches(peer.PodSelector, pod.Labels)));

    private IReadOnlyList<PolicyPod> NamedPeers(V1NetworkPolicy policy, IList<V1NetworkPolicyPeer>? peers) =>
        peers is not { Count: > 0 } ? _world.Pods : [.. peers.Where(peer => peer.IpBlock is null).SelectMany(peer => Selected(policy, peer)).Distinct()];

    private static IEnumerable<string> PortMatches(IList<V1NetworkPolicyPort>? ports, IReadOnlyList<PolicyPod> named)
    {
        if (ports is not { Count: > 0 })
            return [""];
        return ports.SelectMany(port =>
        {
            string protocol = port.Protocol ?? "TCP", word = protocol.ToLowerInvariant();
            if (port.Port is not { } wanted || string.IsNullOrEmpty(wanted.Value))
                return [$"meta l4proto {word}"];
            if (int.TryParse(wanted.Value, out int number))
                return [port.EndPort is { } end && end > number ? $"{word} dport {number}-{end}" : $"{word} dport {number}"];
            return named.Where(pod => pod.Ports.ContainsKey((wanted.Value, protocol))).Select(pod => $"{word} dport {pod.Ports[(wanted.Value, protocol)]}").Distinct();
        });
    }

    private static string Text(V1LabelSelector? selector)
    {
        if (selector is null)
            return "none";
        var labels = (selector.MatchLabels ?? new Dictionary<string, string>()).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}");
        var expressions = (selector.MatchExpressions ?? []).Select(e => $"{e.Key} {e.OperatorProperty} {string.Join('|', e.Values ?? [])}");
        return string.Join(',', labels.Concat(expressions));
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, HashBytes));
}
