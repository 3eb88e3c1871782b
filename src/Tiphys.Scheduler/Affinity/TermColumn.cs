namespace Tiphys.Scheduler.Affinity;

/// <summary>How many pods on each node match a term.</summary>
internal sealed class TermColumn(int id, PodTerm term)
{
    private int[] _all = new int[16];
    private int[] _ending = new int[16];

    public int Id { get; } = id;

    public PodTerm Term { get; } = term;

    /// <summary>Over all nodes.</summary>
    public int Total { get; private set; }

    public int All(int row) => row < _all.Length ? _all[row] : 0;

    /// <summary>Those not on their way out.</summary>
    public int Staying(int row) => row < _all.Length ? _all[row] - _ending[row] : 0;

    public void Add(int row, int count, bool ending)
    {
        if (row >= _all.Length)
        {
            Array.Resize(ref _all, (row + 1) * 2);
            Array.Resize(ref _ending, (row + 1) * 2);
        }

        _all[row] += count;
        Total += count;
        if (ending)
            _ending[row] += count;
    }
}
