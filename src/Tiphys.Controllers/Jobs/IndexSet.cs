using System.Globalization;
using System.Text;

namespace Tiphys.Controllers.Jobs;

/// <summary>A set of completion indexes and its short form: <c>1,3-5,7</c>.</summary>
internal sealed class IndexSet
{
    private readonly SortedSet<int> _indexes = [];

    public int Count => _indexes.Count;

    /// <summary>Reads the short form; what is not of that form is passed over, as is what lies outside 0 to <paramref name="completions"/>.</summary>
    public static IndexSet Parse(string? text, int completions)
    {
        var set = new IndexSet();
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var dash = part.IndexOf('-');
            var from = dash < 0 ? part : part[..dash];
            var to = dash < 0 ? part : part[(dash + 1)..];
            if (!int.TryParse(from, CultureInfo.InvariantCulture, out var first) || !int.TryParse(to, CultureInfo.InvariantCulture, out var last))
                continue;
            for (var i = Math.Max(0, first); i <= Math.Min(last, completions - 1); i++)
                set._indexes.Add(i);
        }

        return set;
    }

    public bool Contains(int index) => _indexes.Contains(index);

    public bool Add(int index) => _indexes.Add(index);

    /// <summary>How many of the other's indexes are in this set.</summary>
    public int CountOf(IndexSet other) => other._indexes.Count(_indexes.Contains);

    public override string ToString()
    {
        var text = new StringBuilder();
        int? first = null;
        var last = 0;
        foreach (var index in _indexes)
        {
            if (first is not null && index == last + 1)
            {
                last = index;
                continue;
            }

            Append(text, first, last);
            first = last = index;
        }

        Append(text, first, last);
        return text.ToString();
    }

    private static void Append(StringBuilder text, int? first, int last)
    {
        if (first is null)
            return;
        if (text.Length > 0)
            text.Append(',');
        text.Append(first);
        if (last > first)
            text.Append(last == first + 1 ? ',' : '-').Append(last);
    }
}
