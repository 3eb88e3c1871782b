using Tiphys.Api.Documents;

namespace Tiphys.CompareServers.Comparing;

/// <summary>Finds the places where two objects differ.</summary>
internal static class ObjectDifference
{
    /// <summary>The places, each with both values; empty if the objects are the same.</summary>
    public static IReadOnlyList<(string Path, string Ours, string Theirs)> Find(DocNode ours, DocNode theirs)
    {
        var found = new List<(string, string, string)>();
        Compare("", ours, theirs, found);
        return found;
    }

    private static void Compare(string path, DocNode? ours, DocNode? theirs, List<(string, string, string)> found)
    {
        if (ours is not null && theirs is not null && ours.DeepEquals(theirs))
            return;
        switch (ours, theirs)
        {
            case (DocObject left, DocObject right):
                foreach (var name in left.Names.Union(right.Names))
                    Compare($"{path}.{name}", left[name], right[name], found);
                break;
            case (DocArray left, DocArray right) when left.Count == right.Count:
                for (var i = 0; i < left.Count; i++)
                    Compare(path + "[]", left[i], right[i], found);
                break;
            default:
                found.Add((path, ours?.ToString() ?? "(none)", theirs?.ToString() ?? "(none)"));
                break;
        }
    }
}
