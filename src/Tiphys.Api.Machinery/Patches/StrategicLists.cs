using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.Patches;

/// <summary>Lists in a strategic merge patch: merging by key or by value, and the order of what comes out.</summary>
internal static class StrategicLists
{
    /// <summary>Merges a patch's list into the document's, or replaces it where the schema says so.</summary>
    public static DocArray Merge(DocArray original, DocArray patch, Schema? schema)
    {
        if (StrategicMergePatch.StrategyOf(schema) != "merge")
            return (DocArray)StrategicDirectives.Plain(patch)!;
        if (original.Count == 0 && patch.Count == 0)
            return original;
        var before = new DocArray(original);
        if (IsListOfScalars(original, patch))
            return Order(Union(original, patch), patch, before, null);
        var key = schema!.PatchMergeKey ?? throw Unmergeable("the list has no merge key");
        if (original.Concat(patch).Any(item => item is not DocObject))
            throw Unmergeable("the elements of a merged list are not all of one type");
        var changes = ApplySpecialElements(ref original, patch, key);
        MergeByKey(original, changes, key, schema.Items);
        return Order(original, changes.Count > 0 ? changes : patch, before, key);
    }

    /// <summary>
    /// Orders a merged list: what the order names comes in that order, the rest keeps the server's, the two woven together by the
    /// positions both had on the server.
    /// </summary>
    public static DocArray Order(DocArray merged, DocArray order, DocArray server, string? mergeKey)
    {
        var wanted = Positions(order, mergeKey);
        var served = Positions(server, mergeKey);
        var named = merged.Where(item => wanted.ContainsKey(KeyOf(item, mergeKey))).OrderBy(item => wanted[KeyOf(item, mergeKey)]).ToArray();
        var others = merged.Where(item => !wanted.ContainsKey(KeyOf(item, mergeKey)))
            .OrderBy(item => served.GetValueOrDefault(KeyOf(item, mergeKey), int.MaxValue)).ToArray();
        var result = new DocArray();
        var (left, right) = (0, 0);
        while (left < others.Length || right < named.Length)
        {
            var takeOther = right == named.Length || (left < others.Length && ComesFirst(others[left], named[right]));
            result.Add(takeOther ? others[left++] : named[right++]);
        }

        return result;

        bool ComesFirst(DocNode other, DocNode item) =>
            served.TryGetValue(KeyOf(other, mergeKey), out var a) && served.TryGetValue(KeyOf(item, mergeKey), out var b) && a < b;
    }

    /// <summary>Refuses a patch whose elements stand in another order than its own <c>$setElementOrder</c> says.</summary>
    public static void EnsureOrderFits(DocArray patch, DocArray order, string? mergeKey)
    {
        if (order.Count == 0)
            return;
        var at = 0;
        foreach (var item in patch.Where(item => item is not DocObject marked || !marked.ContainsKey(StrategicDirectives.Patch)))
        {
            var key = KeyOf(item, mergeKey);
            while (at < order.Count && KeyOf(order[at], mergeKey) != key)
                at++;
            if (at++ >= order.Count)
                throw Unmergeable("The order in patch list doesn't match $setElementOrder list");
        }
    }

    private static DocArray ApplySpecialElements(ref DocArray original, DocArray patch, string key)
    {
        var changes = new DocArray();
        var deleted = new HashSet<string>();
        var replace = false;
        foreach (var change in patch.Objects())
        {
            switch (change[StrategicDirectives.Patch])
            {
                case null:
                    changes.Add(change);
                    break;
                case DocString { Value: "replace" }:
                    replace = true;
                    break;
                case DocString { Value: "delete" }:
                    deleted.Add((change[key] ?? throw NoMergeKey(key)).ToString());
                    break;
                case var type:
                    throw StrategicDirectives.UnknownPatchType(type);
            }
        }

        if (replace)
            original = [];
        else if (deleted.Count > 0)
            original.RemoveAll(item => ((DocObject)item)[key] is { } value && deleted.Contains(value.ToString()));
        return changes;
    }

    private static void MergeByKey(DocArray original, DocArray changes, string key, Schema? element)
    {
        var positions = new Dictionary<string, int>();
        for (var i = 0; i < original.Count; i++)
        {
            if (((DocObject)original[i])[key] is { } value)
                positions.TryAdd(value.ToString(), i);
        }

        foreach (var change in changes.Objects())
        {
            var value = (change[key] ?? throw NoMergeKey(key)).ToString();
            if (positions.TryGetValue(value, out var at))
            {
                original[at] = StrategicMergePatch.MergeObject((DocObject)original[at], change.Clone(), element);
                continue;
            }

            positions.Add(value, original.Count);
            original.Add(StrategicDirectives.Plain(change) ?? new DocObject());
        }
    }

    private static DocArray Union(DocArray original, DocArray patch)
    {
        var seen = new HashSet<string>();
        return new(original.Concat(patch).Where(item => seen.Add(item.ToString())));
    }

    private static bool IsListOfScalars(DocArray original, DocArray patch)
    {
        var first = original.Count > 0 ? original[0] : patch[0];
        if (first is DocArray)
            throw Unmergeable("lists of lists are not supported");
        if (first is DocObject)
            return false;
        return original.Concat(patch).All(item => item.GetType() == first.GetType())
            ? true
            : throw Unmergeable("the elements of a merged list are not all of one type");
    }

    private static Dictionary<string, int> Positions(DocArray list, string? mergeKey)
    {
        var positions = new Dictionary<string, int>();
        for (var i = 0; i < list.Count; i++)
            positions.TryAdd(KeyOf(list[i], mergeKey), i);
        return positions;
    }

    private static string KeyOf(DocNode item, string? mergeKey) =>
        mergeKey is null ? item.ToString() : (item as DocObject)?[mergeKey]?.ToString() ?? "";

    private static ApiException NoMergeKey(string key) => Unmergeable($"an element does not contain declared merge key: {key}");

    private static ApiException Unmergeable(string message) => StrategicDirectives.Malformed(message);
}
