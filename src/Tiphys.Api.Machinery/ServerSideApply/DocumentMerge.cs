using Tiphys.Api.Documents;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.ServerSideApply;

/// <summary>Lays an applied configuration over the live object. Neither is changed; the result shares parts of both.</summary>
internal static class DocumentMerge
{
    public static DocObject Merge(Schema? schema, DocObject live, DocObject applied)
    {
        var result = new DocObject();
        foreach (var (name, value) in live)
            result.Set(name, MergeValue(ApplySchema.Under(schema, name), value, applied[name]));
        foreach (var (name, value) in applied)
        {
            if (!live.ContainsKey(name))
                result.Set(name, value);
        }

        return result;
    }

    private static DocNode MergeValue(Schema? schema, DocNode live, DocNode? applied)
    {
        if (applied is null)
            return live;
        if (live is DocObject && applied is DocObject && ApplySchema.AreFollowedObjects(schema, live, applied))
            return Merge(schema, (DocObject)live, (DocObject)applied);
        if (live is DocArray && applied is DocArray && ApplySchema.AreFollowedLists(schema, live, applied))
            return MergeList(schema!, (DocArray)live, (DocArray)applied);
        return applied;
    }

    /// <summary>
    /// Elements of both, in an order that respects the applied one and otherwise stays close to the live one: elements only the live
    /// object has keep their place between shared ones.
    /// </summary>
    private static DocArray MergeList(Schema schema, DocArray live, DocArray applied)
    {
        var left = live.Select(element => (Step: PathStep.Element(schema, element), Element: element)).ToArray();
        var right = applied.Select(element => (Step: PathStep.Element(schema, element), Element: element)).ToArray();
        var inLeft = left.Where(entry => entry.Step is not null).ToLookup(entry => entry.Step!, entry => entry.Element);
        var inRight = right.Where(entry => entry.Step is not null).Select(entry => entry.Step!).ToHashSet();
        var shared = new Queue<string>(right.Where(entry => entry.Step is not null && inLeft.Contains(entry.Step)).Select(entry => entry.Step!));
        var done = new HashSet<string>();
        var result = new DocArray();
        var (l, r) = (0, 0);
        while (l < left.Length || r < right.Length)
        {
            if (l < left.Length && !IsIn(inRight, left[l].Step))
            {
                result.Add(left[l++].Element);
                continue;
            }

            // A shared element that is not the next of the applied order comes later, in its turn.
            if (l < left.Length && (done.Contains(left[l].Step!) || (r < right.Length && shared.TryPeek(out var next) && next != left[l].Step)))
            {
                l++;
                continue;
            }

            if (r >= right.Length)
            {
                l++;
                continue;
            }

            var (step, element) = right[r++];
            TakeShared(shared, step);
            if (step is null || !inLeft.Contains(step))
            {
                result.Add(element);
                continue;
            }

            done.Add(step);
            result.Add(inLeft[step].Count() == 1 ? MergeValue(schema.Items, inLeft[step].First(), element) : element);
        }

        return result;
    }

    private static bool IsIn(HashSet<string> steps, string? step) => step is not null && steps.Contains(step);

    private static void TakeShared(Queue<string> shared, string? step)
    {
        if (shared.TryPeek(out var next) && next == step)
            shared.Dequeue();
    }
}
