using Tiphys.Api.Machinery.Cel.Costs;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>The Kubernetes lists library, and of the lists extension what needs no order.</summary>
internal static class ListFunctions
{
    public static readonly string[] Comparable = ["int", "uint", "double", "bool", "duration", "timestamp", "string", "bytes"];
    private static readonly (string Type, CelValue Zero)[] Summable =
    [
        ("int", CelValue.From(0L)), ("uint", CelValue.From(0ul)), ("double", CelValue.From(0.0)), ("duration", CelValue.FromNanoseconds(0)),
    ];

    public static void Declare(Declarations declare)
    {
        foreach (var type in Comparable)
        {
            declare.Member("isSorted", $"list({type}) -> bool", a => IsSorted(a[0].AsList), TextCosts.Elements);
            declare.Member("min", $"list({type}) -> {type}", a => Extreme(a[0].AsList, "min", -1), TextCosts.Elements);
            declare.Member("max", $"list({type}) -> {type}", a => Extreme(a[0].AsList, "max", 1), TextCosts.Elements);
        }

        foreach (var (type, zero) in Summable)
            declare.Member("sum", $"list({type}) -> {type}", a => Sum(a[0].AsList, zero), TextCosts.Elements);
        declare.Member("indexOf", "list(A), A -> int", a => CelValue.From(IndexOf(a[0].AsList, a[1], fromEnd: false)), TextCosts.Elements);
        declare.Member("lastIndexOf", "list(A), A -> int", a => CelValue.From(IndexOf(a[0].AsList, a[1], fromEnd: true)), TextCosts.Elements);
        declare.Member("slice", "list(T), int, int -> list(T)", a => Slice(a[0].AsList, a[1].AsInt, a[2].AsInt));
        declare.Member("flatten", "list(list(T)) -> list(T)", a => Flatten(a[0].AsList, 1));
        declare.Member("flatten", "list(dyn), int -> list(dyn)", a => Flatten(a[0].AsList, a[1].AsInt));
        declare.Member("reverse", "list(T) -> list(T)", a => CelValue.From(new ArrayList([.. a[0].AsList.ToArray().Reverse()])));
        declare.Member("distinct", "list(T) -> list(T)", a => CelValue.From(new ArrayList([.. a[0].AsList.ToArray().Distinct(CelEquality.Keys)])));
        declare.Global("lists.range", "int -> list(int)", a => Range(a[0].AsInt));
    }

    private static CelValue IsSorted(CelList list)
    {
        for (var i = 1; i < list.Count; i++)
        {
            if (CelEquality.Compare(list[i - 1], list[i]) is not { } order)
                return CelErrors.NoSuchOverload;
            if (order > 0)
                return CelValue.False;
        }

        return CelValue.True;
    }

    private static CelValue Extreme(CelList list, string name, int wanted)
    {
        if (list.Count == 0)
            return CelValue.Error($"{name} called on empty list");
        var best = list[0];
        for (var i = 1; i < list.Count; i++)
        {
            if (CelEquality.Compare(list[i], best) is not { } order)
                return CelErrors.NoSuchOverload;
            if (order == wanted)
                best = list[i];
        }

        return best;
    }

    private static CelValue Sum(CelList list, CelValue zero)
    {
        var sum = zero;
        for (var i = 0; i < list.Count && !sum.IsError; i++)
        {
            sum = (sum.Kind, list[i].Kind) switch
            {
                (CelKind.Int, CelKind.Int) => Arithmetic.Add(sum.AsInt, list[i].AsInt),
                (CelKind.Uint, CelKind.Uint) => Arithmetic.Add(sum.AsUint, list[i].AsUint),
                (CelKind.Double, CelKind.Double) => CelValue.From(sum.AsDouble + list[i].AsDouble),
                (CelKind.Duration, CelKind.Duration) => Arithmetic.AddDurations(sum.AsNanoseconds, list[i].AsNanoseconds),
                _ => CelErrors.NoSuchOverload,
            };
        }

        return sum;
    }

    private static long IndexOf(CelList list, in CelValue value, bool fromEnd)
    {
        for (var i = 0; i < list.Count; i++)
        {
            var at = fromEnd ? list.Count - 1 - i : i;
            if (CelEquality.AreEqual(list[at], value))
                return at;
        }

        return -1;
    }

    private static CelValue Slice(CelList list, long start, long end)
    {
        if (start < 0 || end < 0)
            return CelValue.Error($"cannot slice({start}, {end}), negative indexes not supported");
        if (start > end)
            return CelValue.Error($"cannot slice({start}, {end}), start index must be less than or equal to end index");
        if (end > list.Count)
            return CelValue.Error($"cannot slice({start}, {end}), list is length {list.Count}");
        return CelValue.From(new ArrayList(list.ToArray()[(int)start..(int)end]));
    }

    private static CelValue Flatten(CelList list, long depth)
    {
        if (depth < 0)
            return CelValue.Error("level must be non-negative");
        var items = new List<CelValue>();
        Flatten(list, depth, items);
        return CelValue.From(new ArrayList(items));
    }

    private static void Flatten(CelList list, long depth, List<CelValue> items)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (depth > 0 && list[i].Kind == CelKind.List)
                Flatten(list[i].AsList, depth - 1, items);
            else
                items.Add(list[i]);
        }
    }

    private static CelValue Range(long count)
    {
        if (count > (long)CelLimits.PerCall)
            return CelValue.Error($"lists.range({count}) is too large");
        var items = new CelValue[Math.Max(count, 0)];
        for (var i = 0; i < items.Length; i++)
            items[i] = CelValue.From((long)i);
        return CelValue.From(new ArrayList(items));
    }
}
