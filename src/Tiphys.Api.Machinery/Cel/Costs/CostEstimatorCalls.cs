using Tiphys.Api.Machinery.Cel.Syntax;

namespace Tiphys.Api.Machinery.Cel.Costs;

/// <summary>The costs of calls.</summary>
internal sealed partial class CostEstimator
{
    private CostRange Call(CallExpr call)
    {
        Expr[] arguments = [.. call.AllArguments];
        var costs = Array.ConvertAll(arguments, Estimate);
        if (call.Function == "dyn")
        {
            CopySizes(call, arguments[0]);
            return costs[0] + CostRange.One;
        }

        var costed = new CostedCall([.. arguments.Select(Node)], node => FromSchema(node.Path) ?? (node.Type.IsScalar ? CostRange.One : null));
        var total = CostRange.Nothing;
        CostRange? size = null;
        foreach (var overload in call.Overloads)
        {
            var estimate = Logic(call, overload.Cost, arguments, costs) ?? Usual(costed, overload.Cost, costs);
            total = total.Union(estimate.Cost);
            if (estimate.ResultSize is { } found)
                size = size?.Union(found) ?? found;
            if (ReferenceEquals(overload.Cost, LogicCosts.ListIndex) || ReferenceEquals(overload.Cost, LogicCosts.MapIndex))
            {
                _paths[call] = Inside(arguments[0], ReferenceEquals(overload.Cost, LogicCosts.ListIndex) ? "@items" : "@values");
                size = EntriesOf(arguments[0])?.Value;
            }
        }

        if (size is { } known)
            _sizes[call] = known;
        if (call.Function == Operators.Add && EntrySizes.Union(EntriesOf(arguments[0]), EntriesOf(arguments[1])) is { } entries)
            _entries[call] = entries;
        return call.Overloads.Count == 0 ? CostRange.Zero : total;
    }

    private CostedNode Node(Expr expr) => new(PathOf(expr) is { Count: > 0 } path && path[0] != ComprehensionExpr.Accumulator ? path : null, expr.Type, expr, SizeOf(expr));

    private static CallEstimate Usual(CostedCall call, CallCost cost, CostRange[] arguments)
    {
        var estimate = cost.Estimate(call);
        return estimate with { Cost = arguments.Aggregate(estimate.Cost, (sum, argument) => sum + argument) };
    }

    /// <summary>What is evaluated only in part: the left operand may decide, one branch is not taken.</summary>
    private CallEstimate? Logic(CallExpr call, CallCost cost, Expr[] arguments, CostRange[] costs)
    {
        if (ReferenceEquals(cost, LogicCosts.Logic))
            return new CallEstimate(new CostRange(costs[0].Min, (costs[0] + costs[1]).Max), null);
        if (!ReferenceEquals(cost, LogicCosts.Conditional))
            return null;
        if (EntrySizes.Union(EntriesOf(arguments[1]), EntriesOf(arguments[2])) is { } entries)
            _entries[call] = entries;
        return new CallEstimate(costs[0] + costs[1].Union(costs[2]), SizeOrUnknown(arguments[1]).Union(SizeOrUnknown(arguments[2])));
    }
}
