namespace Tiphys.Api.Machinery.Cel.Values;

/// <summary>A list of values that an expression made.</summary>
public sealed class ArrayList(IReadOnlyList<CelValue> items) : CelList
{
    public override int Count => items.Count;

    public override CelValue this[int index] => items[index];

    public static ArrayList Of(IEnumerable<string> texts) => new([.. texts.Select(CelValue.From)]);
}
