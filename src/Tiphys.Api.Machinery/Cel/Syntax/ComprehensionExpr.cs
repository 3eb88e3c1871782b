namespace Tiphys.Api.Machinery.Cel.Syntax;

/// <summary>
/// A fold over a list's elements or a map's keys: what the macros all, exists, map, filter and their like expand to. The
/// accumulator starts as <see cref="Initial"/>, becomes <see cref="Step"/> for each element while <see cref="Condition"/> holds.
/// </summary>
internal sealed class ComprehensionExpr(
    int offset,
    Expr range,
    string variable,
    string? secondVariable,
    string accumulator,
    Expr initial,
    Expr condition,
    Expr step,
    Expr result) : Expr(offset, Above([range, initial, condition, step, result]))
{
    /// <summary>The accumulator's name; no source text can contain it.</summary>
    public const string Accumulator = "@result";

    public Expr Range { get; } = range;

    public string Variable { get; } = variable;

    /// <summary>Set for the two-variable macros: index and element, or key and value.</summary>
    public string? SecondVariable { get; } = secondVariable;

    public string AccumulatorName { get; } = accumulator;

    public Expr Initial { get; } = initial;

    public Expr Condition { get; } = condition;

    public Expr Step { get; } = step;

    public Expr Result { get; } = result;

    /// <summary>Where evaluation keeps the accumulator; this and the next two are set by the checker.</summary>
    public int AccumulatorSlot { get; set; }

    public int VariableSlot { get; set; }

    public int SecondSlot { get; set; }

    /// <summary>True for a fold over nothing that only names a value: optMap and its like.</summary>
    public bool IsBinding => Range is ListExpr { Elements.Count: 0 } && AccumulatorName != Accumulator;
}
