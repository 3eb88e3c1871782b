using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Costs;

/// <summary>What calls of an overload cost: exactly when one was made, and within bounds before.</summary>
/// <param name="Actual">The cost of a call made, the arguments' own apart.</param>
/// <param name="Estimate">The bounds of a call's cost, the arguments' own apart, and of its result's size if it has one.</param>
internal sealed record CallCost(CallCost.Measure Actual, Func<CostedCall, CallEstimate> Estimate)
{
    /// <summary>Per character of a text that is gone through once.</summary>
    public const double TraversalFactor = 0.1;

    /// <summary>Per character of a regular expression.</summary>
    public const double RegexFactor = 0.25;

    public const ulong ListCreation = 10;
    public const ulong MapCreation = 30;
    public const ulong StructCreation = 40;

    /// <summary>One unit: everything that does not grow with its operands.</summary>
    public static readonly CallCost Unit = Fixed(1);

    public delegate ulong Measure(ReadOnlySpan<CelValue> arguments, in CelValue result);

    public static CallCost Fixed(ulong cost) => new((_, in _) => cost, _ => new CallEstimate(CostRange.Exactly(cost), null));

    /// <summary>The size of a value: characters, bytes, elements, entries; 1 for what has none.</summary>
    public static ulong SizeOf(in CelValue value) => value.Kind switch
    {
        CelKind.String => (ulong)CelText.Length(value.AsString),
        CelKind.Bytes => (ulong)value.AsBytes.Length,
        CelKind.List => (ulong)value.AsList.Count,
        CelKind.Map => (ulong)value.AsMap.Count,
        CelKind.Optional when value.HasValue => SizeOf(value.OptionalValue),
        CelKind.Object => (ulong)value.AsObject.Size,
        _ => 1,
    };

    /// <summary>The cost of going through a value's size once, times a factor, rounded up.</summary>
    public static ulong Traverse(in CelValue value, double times = 1) => CostRange.Scale(SizeOf(value), TraversalFactor * times);
}
