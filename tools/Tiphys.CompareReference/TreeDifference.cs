using Tiphys.Api.Documents;

namespace Tiphys.CompareReference;

/// <summary>Finds where two documents differ. The accept function may take a difference away.</summary>
internal sealed class TreeDifference(Func<string, DocNode?, DocNode?, bool> accept, Action<string> found)
{
    public void Compare(string path, DocNode? expected, DocNode? actual)
    {
        if (expected is not null && actual is not null && expected.DeepEquals(actual))
            return;
        if (accept(path, expected, actual))
            return;
        switch (expected, actual)
        {
            case (DocObject left, DocObject right):
                foreach (var name in left.Names.Union(right.Names))
                    Compare($"{path}/{name}", left[name], right[name]);
                break;
            case (DocArray left, DocArray right):
                Arrays(path, left, right);
                break;
            case (not null, null):
                found($"missing {path} = {Short(expected)}");
                break;
            case (null, not null):
                found($"extra   {path} = {Short(actual)}");
                break;
            default:
                found($"differs {path}: {Short(expected)} here {Short(actual)}");
                break;
        }
    }

    // Elements that have a name are compared by it, others as a set of their texts.
    private void Arrays(string path, DocArray expected, DocArray actual)
    {
        var (left, right) = (ByName(expected), ByName(actual));
        foreach (var name in left.Keys.Union(right.Keys))
            Compare($"{path}[{name}]", left.GetValueOrDefault(name), right.GetValueOrDefault(name));
    }

    private static Dictionary<string, DocNode> ByName(DocArray array)
    {
        var named = new Dictionary<string, DocNode>(StringComparer.Ordinal);
        foreach (var item in array)
            named[Key(item)] = item;
        return named;
    }

    private static string Key(DocNode item) => item is DocObject entry
        ? (entry.GetString("name") ?? entry.GetString("resource") ?? entry.GetString("subresource") ?? entry.GetString("version")
            ?? entry.GetObject("metadata")?.GetString("name") ?? entry.ToString()) + "/" + entry.GetString("in")
        : item.ToString();

    private static string Short(DocNode? node) => node?.ToString() is { Length: > 90 } text ? text[..90] + "..." : node?.ToString() ?? "";
}
