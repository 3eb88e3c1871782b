using Tiphys.Scheduler.Columns;
using Tiphys.Scheduler.Filters;
using Tiphys.Scheduler.Pods;

namespace Tiphys.Scheduler.Scoring;

/// <summary>Ranks feasible nodes as upstream's default profile does: each part gives 0 to 100, times its weight.</summary>
internal sealed class NodeScorer(ClusterState state)
{
    private const double TaintWeight = 3;
    private const double AffinityWeight = 2;
    private const double PodAffinityWeight = 2;
    private const double SpreadWeight = 2;

    private readonly Random _ties = new(20240717);
    private double[] _total = [];
    private double[] _part = [];

    /// <summary>The best of the rows; one of the best at random, if there are several.</summary>
    public int Best(PodClass pod, List<int> rows)
    {
        if (rows.Count == 1)
            return rows[0];
        if (_total.Length < rows.Count)
        {
            _total = new double[rows.Count * 2];
            _part = new double[rows.Count * 2];
        }

        var total = _total.AsSpan(0, rows.Count);
        AddResources(pod, rows, total);
        AddNodePreferences(pod, rows, total);
        AddSpread(pod, rows, total);
        AddPodAffinity(pod, rows, total);
        return rows[Highest(total)];
    }

    private void AddResources(PodClass pod, List<int> rows, Span<double> total)
    {
        var cpu = state.Allocatable(ResourceNames.Cpu);
        var memory = state.Allocatable(ResourceNames.Memory);
        var usedCpu = state.Used(ResourceNames.Cpu);
        var usedMemory = state.Used(ResourceNames.Memory);
        long askedCpu = 0, askedMemory = 0;
        foreach (var (resource, amount) in pod.Requests)
        {
            if (resource == ResourceNames.Cpu)
                askedCpu = amount;
            else if (resource == ResourceNames.Memory)
                askedMemory = amount;
        }

        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            var least = (Free(cpu[row], state.ScoredCpu[row] + pod.ScoredCpu) + Free(memory[row], state.ScoredMemory[row] + pod.ScoredMemory)) / 2;
            var before = Balance(Share(usedCpu[row], cpu[row]), Share(usedMemory[row], memory[row]));
            var after = Balance(Share(usedCpu[row] + askedCpu, cpu[row]), Share(usedMemory[row] + askedMemory, memory[row]));

            // A pod that asks for nothing changes no balance: upstream leaves that part out for it.
            var balance = askedCpu + askedMemory == 0 ? 0 : 50 + ((50 + after - before) / 2);
            total[i] = Math.Floor(least) + Math.Floor(balance);
        }
    }

    private void AddNodePreferences(PodClass pod, List<int> rows, Span<double> total)
    {
        double mostTaints = 0, mostPreference = 0;
        foreach (var row in rows)
        {
            ref readonly var answer = ref pod.Demands.Ask(state, row);
            mostTaints = Math.Max(mostTaints, answer.Taints);
            mostPreference = Math.Max(mostPreference, answer.Preference);
        }

        for (var i = 0; i < rows.Count; i++)
        {
            ref readonly var answer = ref pod.Demands.Ask(state, rows[i]);
            total[i] += TaintWeight * (mostTaints == 0 ? 100 : 100 - (100 * answer.Taints / mostTaints));
            total[i] += mostPreference == 0 ? 0 : AffinityWeight * Math.Floor(100 * answer.Preference / mostPreference);
            total[i] += answer.Images;
        }
    }

    private void AddSpread(PodClass pod, List<int> rows, Span<double> total)
    {
        if (pod.SoftSpread.Count == 0)
            return;
        var part = _part.AsSpan(0, rows.Count);
        part.Clear();
        foreach (var rule in pod.SoftSpread)
        {
            // A default constraint over a label that no node has says nothing.
            if (state.Topology(rule.TopologyKey).Domains == 0)
                continue;
            var counts = SpreadCounts.Count(state, pod, rule, [rule]);
            for (var i = 0; i < rows.Count; i++)
            {
                var score = counts.Score(rows[i]);
                part[i] = part[i] < 0 || score < 0 ? -1 : part[i] + score;
            }
        }

        double least = double.MaxValue, most = 0;
        foreach (var score in part)
        {
            if (score < 0)
                continue;
            least = Math.Min(least, score);
            most = Math.Max(most, score);
        }

        for (var i = 0; i < rows.Count; i++)
        {
            if (part[i] >= 0)
                total[i] += SpreadWeight * (most == 0 ? 100 : Math.Floor(100 * (most + least - part[i]) / most));
        }
    }

    private void AddPodAffinity(PodClass pod, List<int> rows, Span<double> total)
    {
        var part = _part.AsSpan(0, rows.Count);
        part.Clear();
        var any = false;
        foreach (var rule in pod.Affinity?.Preferred ?? [])
        {
            var column = state.Terms.Column(rule.Term);
            any |= AddDomains(part, rows, state.Topology(rule.TopologyKey), row => (long)rule.Weight * column.All(row));
        }

        foreach (var rule in state.Terms.Rules)
        {
            if (rule.HasWeight && pod.Matches(state.Terms.Column(rule.Term)))
                any |= AddDomains(part, rows, state.Topology(rule.TopologyKey), rule.Weight);
        }

        if (!any)
            return;
        double least = double.MaxValue, most = double.MinValue;
        foreach (var score in part)
        {
            least = Math.Min(least, score);
            most = Math.Max(most, score);
        }

        for (var i = 0; i < rows.Count && most > least; i++)
            total[i] += PodAffinityWeight * Math.Floor(100 * (part[i] - least) / (most - least));
    }

    private bool AddDomains(Span<double> part, List<int> rows, TopologyColumn topology, Func<int, long> weight)
    {
        var sums = new long[Math.Max(1, topology.Domains)];
        var any = false;
        for (var row = 0; row < state.Rows; row++)
        {
            if (topology[row] < 0 || weight(row) is not (var amount and not 0))
                continue;
            sums[topology[row]] += amount;
            any = true;
        }

        for (var i = 0; i < rows.Count && any; i++)
        {
            if (topology[rows[i]] >= 0)
                part[i] += sums[topology[rows[i]]];
        }

        return any;
    }

    private int Highest(Span<double> total)
    {
        var best = 0;
        var equals = 1;
        for (var i = 1; i < total.Length; i++)
        {
            if (total[i] > total[best])
            {
                best = i;
                equals = 1;
            }
            else if (total[i] == total[best] && _ties.Next(++equals) == 0)
                best = i;
        }

        return best;
    }

    private static double Free(long capacity, long used) => capacity == 0 || used > capacity ? 0 : Math.Floor((capacity - used) * 100.0 / capacity);

    private static double Share(long used, long capacity) => capacity == 0 ? 0 : Math.Min(1, (double)used / capacity);

    /// <summary>100 if both shares are equal, less the further they are apart.</summary>
    private static double Balance(double cpu, double memory) => 100 * (1 - (Math.Abs(cpu - memory) / 2));
}
