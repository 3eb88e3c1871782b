using Tiphys.Api.Machinery.Cel.Types;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Costs;

/// <summary>The costs of calls that grow with texts and lists, as Kubernetes counts them.</summary>
internal static class TextCosts
{
    /// <summary>Goes through the first argument; the result is as large.</summary>
    public static readonly CallCost TraverseFirst = Traversal(1, keepsSize: true);

    /// <summary>Parses the first argument; the result is of one size.</summary>
    public static readonly CallCost ParseFirst = Traversal(1, keepsSize: false);

    public static readonly CallCost ParseFirstTwice = Traversal(2, keepsSize: false);

    /// <summary>Goes through the first argument and builds a text from it.</summary>
    public static readonly CallCost Split = new(
        (arguments, in _) => CallCost.Traverse(arguments[0], 2),
        call =>
        {
            var size = call.Size(0);
            var most = call.IntLiteral(2) is { } limit ? (ulong)limit : size.Max;
            return new CallEstimate(size * (2 * CallCost.TraversalFactor), new CostRange(0, most));
        });

    public static readonly CallCost Replace = new((arguments, in _) => CallCost.Traverse(arguments[0], 2), EstimateReplace);

    public static readonly CallCost Join = new((_, in result) => CallCost.Traverse(result, 2), EstimateJoin);

    /// <summary>A regular expression over a text: the product of both, the text counted one longer so that no regex is free.</summary>
    public static readonly CallCost Match = new(
        (arguments, in _) => RegexCost(arguments[0], arguments[1]),
        call => new CallEstimate(EstimateRegex(call), null));

    /// <summary>Like <see cref="Match"/>, with a result of at most the text's size.</summary>
    public static readonly CallCost Find = new(
        (arguments, in _) => RegexCost(arguments[0], arguments[1]),
        call => new CallEstimate(EstimateRegex(call), new CostRange(0, call.Size(0).Max)));

    /// <summary>startsWith and endsWith: measured by the text, estimated by what is looked for.</summary>
    public static readonly CallCost Affix = new(
        (arguments, in _) => CallCost.Traverse(arguments[0]),
        call => new CallEstimate(Own(call, 1) * CallCost.TraversalFactor, null));

    public static readonly CallCost Contains = new(
        (arguments, in _) => CallCost.Traverse(arguments[0]) * CallCost.Traverse(arguments[1]),
        call => new CallEstimate((Own(call, 0) * CallCost.TraversalFactor) * (Own(call, 1) * CallCost.TraversalFactor), null));

    /// <summary>One comparison for every element of a list, going through texts; a text is gone through once.</summary>
    public static readonly CallCost Elements = new((arguments, in _) => Walk(arguments[0]), EstimateElements);

    /// <summary>The first argument's characters become up to four bytes each.</summary>
    public static readonly CallCost ToBytes = new(
        (arguments, in _) => CallCost.Traverse(arguments[0]),
        call => new CallEstimate(Own(call, 0) * CallCost.TraversalFactor, Own(call, 0) * new CostRange(1, 4)));

    public static readonly CallCost FromBytes = new(
        (arguments, in _) => CallCost.Traverse(arguments[0]),
        call => new CallEstimate(Own(call, 0) * CallCost.TraversalFactor, new CostRange(Own(call, 0).Min / 4, Own(call, 0).Max)));

    /// <summary>Every character may be escaped, and quotes are added.</summary>
    public static readonly CallCost Quote = new(
        (arguments, in _) => CallCost.Traverse(arguments[0]),
        call => new CallEstimate(Own(call, 0) * CallCost.TraversalFactor, (Own(call, 0) * new CostRange(1, 2)) + CostRange.Exactly(2)));

    /// <summary>The result of formatting has no bound.</summary>
    public static readonly CallCost Format = new(
        (arguments, in _) => CallCost.Traverse(arguments[0]),
        call => new CallEstimate(Own(call, 0) * CallCost.TraversalFactor, null));

    public static CostRange Own(CostedCall call, int argument) => call.Size(argument);

    private static CallCost Traversal(double times, bool keepsSize) => new(
        (arguments, in _) => CallCost.Traverse(arguments[0], times),
        call => new CallEstimate(call.Size(0) * (times * CallCost.TraversalFactor), keepsSize ? call.Size(0) : null));

    private static ulong RegexCost(in CelValue text, in CelValue regex) =>
        CostRange.Scale(CallCost.SizeOf(text) + 1, CallCost.TraversalFactor) * CostRange.Scale(CallCost.SizeOf(regex), CallCost.RegexFactor);

    private static CostRange EstimateRegex(CostedCall call) =>
        ((call.Size(0) + CostRange.One) * CallCost.TraversalFactor) * (call.Size(1) * CallCost.RegexFactor);

    private static ulong Walk(in CelValue value)
    {
        switch (value.Kind)
        {
            case CelKind.String or CelKind.Bytes:
                return (ulong)(CallCost.SizeOf(value) * CallCost.TraversalFactor);
            case CelKind.List:
                var sum = 0ul;
                for (var i = 0; i < value.AsList.Count; i++)
                    sum += Walk(value.AsList[i]);
                return sum;
            case CelKind.Map:
                var map = value.AsMap;
                return map.Keys().Aggregate(0ul, (total, key) => total + Walk(key) + (map.TryGet(key, out var item) ? Walk(item) : 0));
            default:
                return 1;
        }
    }

    private static CallEstimate EstimateElements(CostedCall call)
    {
        if (call.Elements(0) is not { } element)
            return new CallEstimate(call.Size(0) * CallCost.TraversalFactor, null);
        var each = CostRange.One;
        if (element.Type.Kind is CelTypeKind.String or CelTypeKind.Bytes)
            each += call.Size(element) * CallCost.TraversalFactor;
        return new CallEstimate(call.Size(0) * each, null);
    }

    private static CallEstimate EstimateJoin(CostedCall call)
    {
        var list = call.Size(0);
        var size = call.Elements(0) is { } element ? list * call.Size(element) : CostRange.Zero;
        if (call.Arguments.Count > 1)
            size += call.Size(1) * new CostRange(list.Min > 0 ? list.Min - 1 : 0, list.Max > 0 ? list.Max - 1 : 0);
        return new CallEstimate(size * CallCost.TraversalFactor, size);
    }

    private static CallEstimate EstimateReplace(CostedCall call)
    {
        var (size, from, to) = (call.Size(0), call.Size(1), call.Size(2));
        // An empty text to be replaced stands between any two characters and at both ends.
        var (mostCount, mostKept) = from.Min == 0 ? (CostRange.Sum(size.Max, 1), size.Max)
            : to.Max <= from.Min ? (0, size.Max)
            : (CostRange.Scale(size.Max, 1.0 / from.Min), 0ul);
        var (leastCount, leastKept) = from.Max == 0 ? (CostRange.Sum(size.Min, 1), size.Min)
            : from.Max <= to.Min ? (0, size.Min)
            : (CostRange.Scale(size.Min, 1.0 / from.Max), 0ul);
        var result = (new CostRange(leastCount, mostCount) * to) + new CostRange(leastKept, mostKept);
        return new CallEstimate(size * (2 * CallCost.TraversalFactor), result);
    }
}
