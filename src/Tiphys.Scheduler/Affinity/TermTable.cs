using Tiphys.Scheduler.Columns;

namespace Tiphys.Scheduler.Affinity;

/// <summary>Every term and rule in use, with its counts per node, kept as pods come and go.</summary>
internal sealed class TermTable(ClusterState state)
{
    private readonly Dictionary<string, TermColumn> _terms = [];
    private readonly Dictionary<(string Term, string Topology), RuleColumn> _rules = [];
    private readonly List<TermColumn> _termList = [];

    /// <summary>True if some pod requires the nearness of others, so that every new pod can let a waiting one in.</summary>
    public bool HasRequired { get; private set; }

    /// <summary>Rules that pods on nodes carry.</summary>
    public IEnumerable<RuleColumn> Rules => _rules.Values;

    /// <summary>The counts of a term; counted up from all pods when it is asked for first.</summary>
    public TermColumn Column(PodTerm term)
    {
        if (_terms.TryGetValue(term.Key, out var column))
            return column;
        column = new(_termList.Count, term);
        _terms.Add(term.Key, column);
        _termList.Add(column);
        foreach (var pod in state.Pods)
        {
            if (pod.Class.Matches(column))
                column.Add(pod.Row, 1, pod.IsDeleting);
        }

        return column;
    }

    /// <summary>Adds (1) or takes away (-1) a pod.</summary>
    public void Account(PodEntry pod, int sign)
    {
        foreach (var column in _termList)
        {
            if (pod.Class.Matches(column))
                column.Add(pod.Row, sign, pod.IsDeleting);
        }

        var affinity = pod.Class.Affinity;
        if (affinity is null)
            return;
        foreach (var rule in affinity.RequiredAnti)
            Rule(rule).AddAnti(pod.Row, sign);
        foreach (var rule in affinity.Required)
        {
            Rule(rule).AddRequired(pod.Row, sign);
            HasRequired = true;
        }

        foreach (var rule in affinity.Preferred)
            Rule(rule).AddWeight(pod.Row, sign, rule.Weight);
    }

    private RuleColumn Rule(AffinityRule rule)
    {
        var key = (rule.Term.Key, rule.TopologyKey);
        if (!_rules.TryGetValue(key, out var column))
            _rules.Add(key, column = new(rule.Term, rule.TopologyKey));
        return column;
    }
}
