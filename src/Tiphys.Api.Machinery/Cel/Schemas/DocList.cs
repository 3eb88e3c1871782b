using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Cel.Values;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.Cel.Schemas;

/// <summary>
/// An array of a document. Lists of type set and map compare without regard to order, and sums of them merge: a set
/// takes in what it lacks, a map's element is replaced by the one of the same keys.
/// </summary>
internal sealed class DocList(DocArray items, DeclaredType? type) : CelList
{
    private readonly ListKind _kind = type?.Schema.ListKind ?? ListKind.Atomic;

    public override int Count => items.Count;

    public override CelValue this[int index] => type is null ? DocValues.Of(items[index]) : DocValues.Of(items[index], type.Element!);

    public override bool ValueEquals(CelList other)
    {
        if (_kind == ListKind.Atomic || other.Count != Count)
            return base.ValueEquals(other);
        for (var i = 0; i < other.Count; i++)
        {
            if (!IsIn(other[i]))
                return false;
        }

        return true;
    }

    public override CelList Concat(CelList other)
    {
        if (_kind == ListKind.Atomic)
            return base.Concat(other);
        var merged = new List<CelValue>(ToArray());
        for (var i = 0; i < other.Count; i++)
        {
            var added = other[i];
            var at = merged.FindIndex(item => _kind == ListKind.Set ? CelEquality.AreEqual(item, added) : HaveSameKeys(item, added));
            if (at < 0)
                merged.Add(added);
            else
                merged[at] = added;
        }

        return new ArrayList(merged);
    }

    private bool IsIn(CelValue value)
    {
        for (var i = 0; i < Count; i++)
        {
            if (CelEquality.AreEqual(this[i], value))
                return true;
        }

        return false;
    }

    private bool HaveSameKeys(in CelValue left, in CelValue right)
    {
        if (left.Kind != CelKind.Map || right.Kind != CelKind.Map)
            return false;
        foreach (var key in type!.Schema.ListMapKeys)
        {
            var name = FieldNames.Escape(key) ?? key;
            var hasLeft = left.AsMap.TryGetField(name, out var a);
            if (hasLeft != right.AsMap.TryGetField(name, out var b) || (hasLeft && !CelEquality.AreEqual(a, b)))
                return false;
        }

        return true;
    }
}
