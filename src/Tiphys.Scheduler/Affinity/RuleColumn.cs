namespace Tiphys.Scheduler.Affinity;

/// <summary>How many pods on each node carry a rule, by what they make of it.</summary>
internal sealed class RuleColumn(PodTerm term, string topologyKey)
{
    private int[] _anti = new int[16];
    private int[] _required = new int[16];
    private long[] _weight = new long[16];

    public PodTerm Term { get; } = term;

    public string TopologyKey { get; } = topologyKey;

    public int AntiTotal { get; private set; }

    /// <summary>True if some pod prefers or requires to be near what matches.</summary>
    public bool HasWeight => _carriers > 0;

    private int _carriers;

    public int Anti(int row) => row < _anti.Length ? _anti[row] : 0;

    /// <summary>The sum of the weights, required terms counting 1 each.</summary>
    public long Weight(int row) => row < _weight.Length ? _weight[row] + _required[row] : 0;

    public void AddAnti(int row, int count)
    {
        Fit(row);
        _anti[row] += count;
        AntiTotal += count;
    }

    public void AddRequired(int row, int count)
    {
        Fit(row);
        _required[row] += count;
        _carriers += count;
    }

    public void AddWeight(int row, int count, int weight)
    {
        Fit(row);
        _weight[row] += count * weight;
        _carriers += count;
    }

    private void Fit(int row)
    {
        if (row < _anti.Length)
            return;
        var length = (row + 1) * 2;
        Array.Resize(ref _anti, length);
        Array.Resize(ref _required, length);
        Array.Resize(ref _weight, length);
    }
}
