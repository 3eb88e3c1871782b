using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Fields;

/// <summary>
/// Equality as typed clients see it: what they leave out when they write an object back (empty texts and lists, nulls) is the same as
/// missing. An empty object is not: it often says which of several things is meant.
/// </summary>
public static class SemanticEquality
{
    /// <param name="zerosToo">True if zero and false are the same as missing too, as they are where a field is no pointer upstream.</param>
    public static bool AreEqual(DocNode? left, DocNode? right, bool zerosToo = false)
    {
        if (IsNothing(left, zerosToo) || IsNothing(right, zerosToo))
            return IsNothing(left, zerosToo) && IsNothing(right, zerosToo);
        return (left, right) switch
        {
            (DocObject a, DocObject b) => AreSame(a, b, zerosToo),
            (DocArray a, DocArray b) => AreSame(a, b, zerosToo),
            _ => left!.DeepEquals(right),
        };
    }

    private static bool AreSame(DocObject left, DocObject right, bool zerosToo)
    {
        foreach (var (name, value) in left)
        {
            if (!AreEqual(value, right[name], zerosToo))
                return false;
        }

        foreach (var (name, value) in right)
        {
            if (!left.ContainsKey(name) && !IsNothing(value, zerosToo))
                return false;
        }

        return true;
    }

    private static bool AreSame(DocArray left, DocArray right, bool zerosToo)
    {
        if (left.Count != right.Count)
            return false;
        for (var i = 0; i < left.Count; i++)
        {
            // An element is there even if it is empty.
            if (!left[i].DeepEquals(right[i]) && !AreEqual(left[i], right[i], zerosToo))
                return false;
        }

        return true;
    }

    private static bool IsNothing(DocNode? node, bool zerosToo) => node switch
    {
        null or DocNull or DocString { IsEmpty: true } or DocArray { Count: 0 } => true,
        DocBool flag => zerosToo && !flag.Value,
        DocNumber number => zerosToo && number.TryGetInt64(out var value) && value == 0,
        _ => false,
    };
}
