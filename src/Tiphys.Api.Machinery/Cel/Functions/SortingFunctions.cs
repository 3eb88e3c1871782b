using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>sort and sortBy of the lists extension.</summary>
internal static class SortingFunctions
{
    public static void Declare(Declarations declare)
    {
        foreach (var type in ListFunctions.Comparable)
        {
            declare.Member("sort", $"list({type}) -> list({type})", a => Sort(a[0].AsList, a[0].AsList));
            declare.Member("@sortByAssociatedKeys", $"list(T), list({type}) -> list(T)", a => Sort(a[0].AsList, a[1].AsList));
        }
    }

    private static CelValue Sort(CelList list, CelList keys)
    {
        var order = keys.ToArray();
        for (var i = 1; i < order.Length; i++)
        {
            if (order[i].Kind != order[0].Kind)
                return CelValue.Error("list elements must have the same type");
        }

        if (order.Length > 0 && CelEquality.Compare(order[0], order[0]) is null && order[0].Kind != CelKind.Double)
            return CelValue.Error("list elements must be comparable");
        var positions = Enumerable.Range(0, order.Length)
            .Order(Comparer<int>.Create((left, right) => CelEquality.Compare(order[left], order[right]) ?? 0));
        return CelValue.From(new ArrayList([.. positions.Select(position => list[position])]));
    }
}
