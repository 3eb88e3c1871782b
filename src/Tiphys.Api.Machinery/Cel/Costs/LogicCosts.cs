using Tiphys.Api.Machinery.Cel.Types;

namespace Tiphys.Api.Machinery.Cel.Costs;

/// <summary>Markers for calls whose estimate depends on how evaluation goes; the estimator knows them.</summary>
internal static class LogicCosts
{
    public static readonly CallCost Logic = CallCost.Fixed(0) with { };
    public static readonly CallCost Conditional = CallCost.Fixed(0) with { };
    public static readonly CallCost ListIndex = CallCost.Fixed(1) with { };
    public static readonly CallCost MapIndex = CallCost.Fixed(1) with { };

    /// <summary>Equality and order: by the shorter operand; library values are compared in one unit.</summary>
    public static readonly CallCost Comparison = new(
        (arguments, in _) => arguments[0].Kind == Values.CelKind.Object
            ? 1
            : CostRange.Scale(Math.Min(CallCost.SizeOf(arguments[0]), CallCost.SizeOf(arguments[1])), CallCost.TraversalFactor),
        call =>
        {
            if (call.Arguments[0].Type is { Kind: CelTypeKind.Opaque or CelTypeKind.Struct, IsOptional: false } type
                && type.Name.StartsWith("kubernetes.", StringComparison.Ordinal) | type.Name.StartsWith("net.", StringComparison.Ordinal)
                && type.Equals(call.Arguments[1].Type))
                return new CallEstimate(CostRange.One, null);
            var most = Math.Min(call.Size(0).Max, call.Size(1).Max);
            return new CallEstimate(new CostRange(most > 0 ? 1ul : 0, most) * CallCost.TraversalFactor, null);
        });
}
