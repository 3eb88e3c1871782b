using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Tables;

/// <summary>One step of a <see cref="JsonPath"/>: a name, a position, everything, or the elements whose member equals a text.</summary>
/// <param name="Filter">The path within an element, for a filter.</param>
/// <param name="Expected">What the filter compares with.</param>
internal sealed record JsonPathStep(string? Name, int? Index, JsonPath? Filter, string? Expected)
{
    public static readonly JsonPathStep All = new(null, null, null, null);

    public IEnumerable<DocNode> Follow(DocNode node)
    {
        if (Name is not null)
            return (node as DocObject)?[Name] is { } member ? [member] : [];
        if (node is not DocArray array)
            return node is DocObject all && Index is null && Filter is null ? all.Select(pair => pair.Value) : [];
        if (Index is { } index)
        {
            var at = index < 0 ? index + array.Count : index;
            return at >= 0 && at < array.Count ? [array[at]] : [];
        }

        return Filter is null ? array : array.Where(Fits);
    }

    private bool Fits(DocNode element)
    {
        var found = Filter!.Find(element).FirstOrDefault();
        return Expected is null ? found is not null : found is not null && RowSource.TextOf(found) == Expected;
    }
}
