namespace Tiphys.CompareServers.Comparing;

/// <summary>Collects differences and prints them by kind and nature, with counts and an example for each signature.</summary>
internal sealed class Report
{
    private readonly Lock _gate = new();
    private readonly List<(string Kind, string Field, string Request, Difference Difference)> _found = [];
    private int _compared;

    public int Differences => _found.Count;

    /// <summary>Counts a pair of answers.</summary>
    /// <param name="field">What the request was about; differences of the same field and signature are printed once.</param>
    public void Add(string kind, string field, string request, Difference? difference)
    {
        lock (_gate)
        {
            _compared++;
            if (difference is not null)
                _found.Add((kind, field, request, difference));
        }
    }

    public void Print(TextWriter output)
    {
        foreach (var kind in _found.GroupBy(found => (found.Kind, found.Difference.Nature)).OrderBy(group => group.Key.Nature).ThenBy(group => group.Key.Kind, StringComparer.Ordinal))
        {
            output.WriteLine($"{kind.Key.Nature} {kind.Key.Kind}: {kind.Count()}");
            foreach (var same in kind.GroupBy(found => (found.Field, found.Difference.Signature)).OrderBy(group => group.Key.Field, StringComparer.Ordinal))
                Print(output, same.Key.Field, same.Count(), same.First());
        }

        output.WriteLine();
        foreach (var nature in _found.GroupBy(found => found.Difference.Nature).OrderBy(group => group.Key))
            output.WriteLine($"{nature.Count(),7} {nature.Key}");
        output.WriteLine($"{Differences,7} differences in {_compared} pairs of answers");
    }

    private static void Print(TextWriter output, string field, int count, (string Kind, string Field, string Request, Difference Difference) example)
    {
        output.WriteLine($"  {count}x {field}: {example.Difference.Signature}");
        output.WriteLine($"      {example.Request}");
        output.WriteLine($"      ours:   {example.Difference.Ours}");
        output.WriteLine($"      theirs: {example.Difference.Theirs}");
    }
}
