using Tiphys.Network.Nftables;

namespace Tiphys.Network.Policy;

/// <summary>What should stand in the policy table of one family.</summary>
internal sealed class PolicyRules
{
    public const string Ingress = "ingress";
    public const string Egress = "egress";
    public const string Known = "known";

    public static PolicyRules None { get; } = new();

    /// <summary>Sets of peers' addresses by name.</summary>
    public SortedDictionary<string, SortedSet<string>> Peers { get; } = new(StringComparer.Ordinal);

    /// <summary>Rules by chain; a chain's name is made from its rules, so a chain never changes.</summary>
    public SortedDictionary<string, IReadOnlyList<string>> Chains { get; } = new(StringComparer.Ordinal);

    /// <summary>Which pod goes through which chain, and which pods are known.</summary>
    public HashSet<Element> Elements { get; } = [];

    /// <summary>False while there is no policy at all: then there is no table.</summary>
    public bool IsActive { get; init; }
}
