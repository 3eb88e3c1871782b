using Tiphys.Api.Documents;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.ServerSideApply;

/// <summary>Which fields were added, changed and removed from one document to another, element by element where lists are keyed.</summary>
internal sealed class DocumentComparison
{
    private readonly List<string> _path = [];
    private FieldSet _ignored = new();

    private DocumentComparison()
    {
    }

    public FieldSet Added { get; } = new();

    public FieldSet Modified { get; } = new();

    public FieldSet Removed { get; } = new();

    public bool IsEmpty => Added.IsEmpty && Modified.IsEmpty && Removed.IsEmpty;

    /// <param name="ignored">Top-level fields that are not looked at.</param>
    public static DocumentComparison Of(Schema? schema, DocObject before, DocObject after, FieldSet ignored)
    {
        var comparison = new DocumentComparison { _ignored = ignored };
        comparison.CompareObjects(schema, before, after);
        return comparison;
    }

    private void Compare(Schema? schema, DocNode? before, DocNode? after)
    {
        if (ReferenceEquals(before, after))
            return;
        if (ApplySchema.AreFollowedObjects(schema, before, after))
            CompareObjects(schema, before as DocObject ?? [], after as DocObject ?? []);
        else if (ApplySchema.AreFollowedLists(schema, before, after))
            CompareLists(schema!, before as DocArray ?? [], after as DocArray ?? []);
        else if (before is not null && after is not null && !before.DeepEquals(after))
            Modified.Insert(_path);
        if (before is null)
            Added.Insert(_path);
        else if (after is null)
            Removed.Insert(_path);
    }

    private void CompareObjects(Schema? schema, DocObject before, DocObject after)
    {
        foreach (var (name, value) in before)
            Descend(PathStep.Field(name), ApplySchema.Under(schema, name), value, after[name]);
        foreach (var (name, value) in after)
        {
            if (!before.ContainsKey(name))
                Descend(PathStep.Field(name), ApplySchema.Under(schema, name), null, value);
        }
    }

    private void CompareLists(Schema schema, DocArray before, DocArray after)
    {
        var left = Index(schema, before);
        var right = Index(schema, after);
        foreach (var step in left.Keys.Union(right.Keys))
            CompareElements(schema, step, left.GetValueOrDefault(step, []), right.GetValueOrDefault(step, []));
    }

    private void CompareElements(Schema schema, string step, List<DocNode> before, List<DocNode> after)
    {
        if (before.Count <= 1 && after.Count <= 1)
        {
            Descend(step, schema.Items, before.FirstOrDefault(), after.FirstOrDefault());
            return;
        }

        // A list that should have no doubles has them; all of a key are one value.
        _path.Add(step);
        if (before.Count < 2)
            Added.Insert(_path);
        else if (after.Count < 2)
            Removed.Insert(_path);
        else if (!new DocArray(before).DeepEquals(new DocArray(after)))
            Modified.Insert(_path);
        _path.RemoveAt(_path.Count - 1);
        if (before.Count == 1)
            Descend(step, schema.Items, before[0], null);
        else if (after.Count == 1)
            Descend(step, schema.Items, null, after[0]);
    }

    private void Descend(string step, Schema? schema, DocNode? before, DocNode? after)
    {
        if (_path.Count == 0 && _ignored.Child(step) is { IsMember: true })
            return;
        _path.Add(step);
        Compare(schema, before, after);
        _path.RemoveAt(_path.Count - 1);
    }

    private static Dictionary<string, List<DocNode>> Index(Schema schema, DocArray list)
    {
        var index = new Dictionary<string, List<DocNode>>(list.Count);
        foreach (var element in list)
        {
            if (PathStep.Element(schema, element) is not { } step)
                continue;
            if (!index.TryGetValue(step, out var same))
                index.Add(step, same = []);
            same.Add(element);
        }

        return index;
    }
}
