using Tiphys.Api.Machinery.Cel.Costs;
using Tiphys.Api.Machinery.Cel.Evaluation;
using Tiphys.Api.Machinery.Cel.Syntax;
using Tiphys.Api.Machinery.Cel.Types;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel;

/// <summary>A compiled expression. Immutable; may be evaluated by any number of threads at once.</summary>
public sealed class CelProgram
{
    private const string OverLimit = "operation cancelled: actual cost limit exceeded";
    private readonly Expr _expr;
    private readonly Step _root;
    private readonly int _slots;
    private readonly HashSet<string> _uses;

    internal CelProgram(Expr expr, int slots, HashSet<string> uses)
    {
        _expr = expr;
        _root = Planner.Plan(expr);
        _slots = slots;
        _uses = uses;
    }

    /// <summary>The type of the result as far as it is known.</summary>
    public CelType ResultType => _expr.Type;

    /// <summary>Whether the expression reads a variable of the environment.</summary>
    public bool Uses(string variable) => _uses.Contains(variable);

    /// <summary>Evaluates the expression.</summary>
    /// <param name="variables">The variables' values in the order of their declaration.</param>
    /// <param name="limit">What the evaluation may cost.</param>
    /// <exception cref="OperationCanceledException">The evaluation was cancelled.</exception>
    public CelResult Evaluate(ReadOnlySpan<CelValue> variables, ulong limit = CelLimits.PerCall, CancellationToken cancellationToken = default)
    {
        var slots = new CelValue[_slots];
        variables.CopyTo(slots);
        var frame = new Frame(slots, limit, cancellationToken);
        try
        {
            var value = _root.Evaluate(frame);
            return new CelResult(value, frame.Cost, false);
        }
        catch (CelCostException)
        {
            return new CelResult(CelValue.Error(OverLimit), frame.Cost, true);
        }
    }

    /// <summary>The most that an evaluation can cost.</summary>
    /// <param name="sizeOf">The largest size of the value at a path (a variable, then names, <c>@items</c>, <c>@keys</c>, <c>@values</c>); null if nothing is known.</param>
    public ulong EstimateCost(Func<IReadOnlyList<string>, ulong?> sizeOf) => new CostEstimator(sizeOf).Estimate(_expr).Max;
}
