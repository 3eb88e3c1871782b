using Tiphys.Scheduler.Affinity;
using Tiphys.Scheduler.Columns;
using Tiphys.Scheduler.Pods;

namespace Tiphys.Scheduler.Filters;

/// <summary>One spread constraint counted out over the topology, for one pod.</summary>
internal sealed class SpreadCounts
{
    private readonly SpreadRule _rule;
    private readonly TopologyColumn _topology;
    private readonly int[] _count;
    private readonly int _self;
    private readonly int _least;

    private SpreadCounts(SpreadRule rule, TopologyColumn topology, int[] count, int self, int domains, int least)
    {
        _rule = rule;
        _topology = topology;
        _count = count;
        _self = self;

        // Fewer domains than demanded: the missing ones count as empty.
        _least = domains < rule.MinDomains ? 0 : least;
        Domains = domains;
    }

    public int Domains { get; }

    /// <param name="all">All constraints of the pod: only nodes with all their labels are counted.</param>
    public static SpreadCounts Count(ClusterState state, PodClass pod, SpreadRule rule, IReadOnlyList<SpreadRule> all)
    {
        var topology = state.Topology(rule.TopologyKey);
        var column = state.Terms.Column(rule.Term);
        var labels = all.Select(other => state.Topology(other.TopologyKey)).ToArray();
        var count = new int[Math.Max(1, topology.Domains)];
        Array.Fill(count, -1);
        for (var row = 0; row < state.Rows; row++)
        {
            if (!Counts(state, pod, rule, row, labels))
                continue;
            ref var domain = ref count[topology[row]];
            domain = Math.Max(0, domain) + column.Staying(row);
        }

        var domains = 0;
        var least = int.MaxValue;
        foreach (var number in count)
        {
            if (number < 0)
                continue;
            domains++;
            least = Math.Min(least, number);
        }

        return new(rule, topology, count, pod.Matches(column) ? 1 : 0, domains, domains == 0 ? 0 : least);
    }

    public Verdict Judge(int row)
    {
        var domain = _topology[row];
        if (domain < 0)
            return Verdict.SpreadLabel;
        return Math.Max(0, _count[domain]) + _self - _least > _rule.MaxSkew ? Verdict.Spread : Verdict.Feasible;
    }

    /// <summary>Lower is better; -1 if the node is outside the topology.</summary>
    public double Score(int row)
    {
        var domain = _topology[row];
        return domain < 0 ? -1 : (Math.Max(0, _count[domain]) * Math.Log(Domains + 2)) + _rule.MaxSkew - 1;
    }

    private static bool Counts(ClusterState state, PodClass pod, SpreadRule rule, int row, TopologyColumn[] labels)
    {
        if (state.Node(row) is not { } node)
            return false;
        foreach (var label in labels)
        {
            if (label[row] < 0)
                return false;
        }

        if (rule.HonorAffinity && !pod.Demands.Ask(state, row).Selected)
            return false;
        return !rule.HonorTaints || pod.Demands.ToleratesAll(node);
    }
}
