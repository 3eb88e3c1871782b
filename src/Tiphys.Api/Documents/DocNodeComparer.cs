namespace Tiphys.Api.Documents;

/// <summary>Nodes as keys: equal where <see cref="DocNode.DeepEquals"/> says so, whatever the order of their members.</summary>
/// <remarks>Hashes are seeded per process, so nobody can send values that collide.</remarks>
public sealed class DocNodeComparer : IEqualityComparer<DocNode?>
{
    public static readonly DocNodeComparer Instance = new();

    private DocNodeComparer()
    {
    }

    public bool Equals(DocNode? x, DocNode? y) => x is null ? y is null : x.DeepEquals(y);

    public int GetHashCode(DocNode? obj) => obj switch
    {
        DocString text => text.Value.GetHashCode(StringComparison.Ordinal),
        DocNumber number => OfNumber(number.AsDouble()),
        DocBool flag => HashCode.Combine(flag.Value),
        DocArray list => OfList(list),
        DocObject fields => OfFields(fields),
        _ => 0,
    };

    private static int OfNumber(double value)
    {
        // Adding zero makes one of the two zeros.
        var bits = BitConverter.DoubleToInt64Bits(value + 0.0);
        return HashCode.Combine((int)bits, (int)(bits >> 32));
    }

    private int OfList(DocArray list)
    {
        var hash = new HashCode();
        foreach (var item in list)
            hash.Add(GetHashCode(item));
        return hash.ToHashCode();
    }

    private int OfFields(DocObject fields)
    {
        var sum = fields.Count;
        foreach (var (name, value) in fields)
            sum = unchecked(sum + HashCode.Combine(name, GetHashCode(value)));
        return sum;
    }
}
