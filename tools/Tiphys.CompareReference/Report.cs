namespace Tiphys.CompareReference;

/// <summary>Collects differences by group, and prints the count of each with the first ones.</summary>
internal sealed class Report
{
    private const int Shown = 25;
    private readonly SortedDictionary<string, List<string>> _groups = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _accepted = new(StringComparer.Ordinal);

    public int Differences => _groups.Values.Sum(differences => differences.Count);

    public void Compared(string group)
    {
        if (!_groups.ContainsKey(group))
            _groups.Add(group, []);
    }

    public void Difference(string group, string what)
    {
        Compared(group);
        _groups[group].Add(what);
    }

    /// <summary>Counts a difference that is meant.</summary>
    public void Accept(string reason) => _accepted[reason] = _accepted.GetValueOrDefault(reason) + 1;

    public void Print(TextWriter output)
    {
        foreach (var (group, differences) in _groups)
        {
            output.WriteLine($"{(differences.Count == 0 ? "same" : $"{differences.Count} differ"),-12} {group}");
            foreach (var difference in differences.Take(Shown))
                output.WriteLine($"    {difference}");
            if (differences.Count > Shown)
                output.WriteLine($"    ... and {differences.Count - Shown} more");
        }

        output.WriteLine();
        foreach (var (reason, count) in _accepted)
            output.WriteLine($"{count,6} accepted: {reason}");
        output.WriteLine($"{Differences} differences in {_groups.Count} groups");
    }
}
