namespace Tiphys.Api.Machinery.Cel.Costs;

/// <summary>The sizes of a container's keys and values.</summary>
internal sealed record EntrySizes(bool IsList, CostRange Key, CostRange Value)
{
    public static EntrySizes? Union(EntrySizes? left, EntrySizes? right) =>
        left is null || right is null ? null : new EntrySizes(left.IsList, left.Key.Union(right.Key), left.Value.Union(right.Value));
}
