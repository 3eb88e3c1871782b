using Tiphys.Scheduler.Columns;
using Tiphys.Scheduler.Pods;

namespace Tiphys.Scheduler.Filters;

/// <summary>What pod affinity and anti-affinity, the pod's own and that of pods already there, say of each node.</summary>
internal sealed class AffinityCounts
{
    private readonly List<DomainSet> _required = [];
    private readonly List<DomainSet> _ownAnti = [];
    private readonly List<DomainSet> _othersAnti = [];
    private readonly bool _firstOfItsKind;

    public AffinityCounts(ClusterState state, PodClass pod)
    {
        foreach (var rule in state.Terms.Rules)
        {
            if (rule.AntiTotal > 0 && pod.Matches(state.Terms.Column(rule.Term)))
                _othersAnti.Add(new(state, state.Topology(rule.TopologyKey), rule.Anti));
        }

        if (pod.Affinity is not { } own)
            return;
        foreach (var rule in own.RequiredAnti)
            _ownAnti.Add(new(state, state.Topology(rule.TopologyKey), state.Terms.Column(rule.Term).All));
        var columns = own.Required.Select(rule => state.Terms.Column(rule.Term)).ToArray();

        // A pod that is to be near its own kind must be allowed to be the first.
        _firstOfItsKind = columns.Length > 0 && columns.All(column => column.Total == 0 && pod.Matches(column));
        _required.AddRange(own.Required.Select(rule =>
            new DomainSet(state, state.Topology(rule.TopologyKey), row => columns.Min(column => column.All(row)))));
    }

    public Verdict Judge(int row)
    {
        foreach (var set in _required)
        {
            if (!set.HasLabel(row) || (!_firstOfItsKind && !set.Contains(row)))
                return Verdict.PodAffinity;
        }

        foreach (var set in _ownAnti)
        {
            if (set.Contains(row))
                return Verdict.PodAntiAffinity;
        }

        foreach (var set in _othersAnti)
        {
            if (set.Contains(row))
                return Verdict.ExistingAntiAffinity;
        }

        return Verdict.Feasible;
    }

    /// <summary>The domains of a topology in which something was counted.</summary>
    private sealed class DomainSet
    {
        private readonly TopologyColumn _topology;
        private readonly bool[] _has;

        public DomainSet(ClusterState state, TopologyColumn topology, Func<int, int> count)
        {
            _topology = topology;
            _has = new bool[Math.Max(1, topology.Domains)];
            for (var row = 0; row < state.Rows; row++)
            {
                if (topology[row] >= 0 && count(row) > 0)
                    _has[topology[row]] = true;
            }
        }

        public bool HasLabel(int row) => _topology[row] >= 0;

        public bool Contains(int row) => _topology[row] >= 0 && _has[_topology[row]];
    }
}
