using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Syntax;

/// <summary>Expands the macros of the CEL language definition, of optional types, of two-variable comprehensions and of sortBy.</summary>
internal sealed partial class MacroExpander(IssueList issues)
{
    private const string Unused = "#unused";

    /// <returns>The expansion; null if the call is none of a macro.</returns>
    public Expr? Expand(int offset, string function, Expr? target, List<Expr> arguments)
    {
        if (target is null)
            return function == "has" && arguments.Count == 1 ? Has(arguments[0], offset) : null;
        return (function, arguments.Count) switch
        {
            ("all" or "exists" or "exists_one", 2 or 3) or ("existsOne", 3) => Quantifier(offset, function, target, arguments),
            ("map", 2 or 3) => MapOver(offset, target, [arguments[0]], arguments[1..]),
            ("filter", 2) => Filter(offset, target, arguments),
            ("transformList", 3 or 4) => MapOver(offset, target, arguments[..2], arguments[2..]),
            ("transformMap", 3 or 4) => TransformMap(offset, target, arguments, isEntry: false),
            ("transformMapEntry", 3 or 4) => TransformMap(offset, target, arguments, isEntry: true),
            ("optMap", 2) => OptionalMap(offset, target, arguments, flat: false),
            ("optFlatMap", 2) => OptionalMap(offset, target, arguments, flat: true),
            ("sortBy", 2) => SortBy(offset, target, arguments),
            _ => null,
        };
    }

    private static IdentExpr Accumulated(int offset) => new(offset, ComprehensionExpr.Accumulator);

    private static LiteralExpr Constant(int offset, CelValue value) => new(offset, value);

    private static CallExpr Call(int offset, string function, params IReadOnlyList<Expr> arguments) => new(offset, function, null, arguments);

    private static ListExpr ListOf(int offset, params IReadOnlyList<Expr> elements) => new(offset, elements, new bool[elements.Count]);

    private SyntaxException Fail(Expr at, string message)
    {
        issues.Add(at.Offset, message);
        throw new SyntaxException();
    }

    private string Name(Expr argument, string message) => argument is IdentExpr { Name: var name } && !name.StartsWith('.') ? name : throw Fail(argument, message);

    private SelectExpr Has(Expr argument, int offset) => argument is SelectExpr select
        ? new SelectExpr(offset, select.Operand, select.Field, isTest: true)
        : throw Fail(argument, "invalid argument to has() macro");

    private (string First, string? Second) Variables(List<Expr> arguments, string message)
    {
        var first = Name(arguments[0], message);
        if (arguments.Count == 1)
            return (first, null);
        var second = Name(arguments[1], message);
        return first == second ? throw Fail(arguments[1], $"duplicate variable name: {second}") : (first, second);
    }

    private ComprehensionExpr Quantifier(int offset, string function, Expr target, List<Expr> arguments)
    {
        var (first, second) = Variables(arguments[..^1], "argument must be a simple name");
        var predicate = arguments[^1];
        var accumulated = Accumulated(offset);
        var one = Constant(offset, CelValue.From(1L));
        (Expr Initial, Expr Condition, Expr Step, Expr Result) parts = function switch
        {
            "all" => (
                Constant(offset, CelValue.True),
                Call(offset, Operators.NotStrictlyFalse, accumulated),
                Call(offset, Operators.And, Accumulated(offset), predicate),
                Accumulated(offset)),
            "exists" => (
                Constant(offset, CelValue.False),
                Call(offset, Operators.NotStrictlyFalse, Call(offset, Operators.Not, accumulated)),
                Call(offset, Operators.Or, Accumulated(offset), predicate),
                Accumulated(offset)),
            _ => (
                Constant(offset, CelValue.From(0L)),
                Constant(offset, CelValue.True),
                Call(offset, Operators.Conditional, predicate, Call(offset, Operators.Add, accumulated, one), Accumulated(offset)),
                Call(offset, Operators.Equal, Accumulated(offset), Constant(offset, CelValue.From(1L)))),
        };
        return new ComprehensionExpr(offset, target, first, second, ComprehensionExpr.Accumulator, parts.Initial, parts.Condition, parts.Step, parts.Result);
    }

    private ComprehensionExpr MapOver(int offset, Expr target, List<Expr> names, List<Expr> body)
    {
        var (first, second) = Variables(names, "argument is not an identifier");
        Expr step = Call(offset, Operators.Add, Accumulated(offset), ListOf(offset, body[^1]));
        if (body.Count == 2)
            step = Call(offset, Operators.Conditional, body[0], step, Accumulated(offset));
        return Fold(offset, target, first, second, ListOf(offset), step);
    }

    private ComprehensionExpr Filter(int offset, Expr target, List<Expr> arguments)
    {
        var name = Name(arguments[0], "argument is not an identifier");
        var append = Call(offset, Operators.Add, Accumulated(offset), ListOf(offset, new IdentExpr(arguments[0].Offset, name)));
        return Fold(offset, target, name, null, ListOf(offset), Call(offset, Operators.Conditional, arguments[1], append, Accumulated(offset)));
    }

    private ComprehensionExpr Fold(int offset, Expr target, string first, string? second, Expr initial, Expr step) =>
        new(offset, target, first, second, ComprehensionExpr.Accumulator, initial, Constant(offset, CelValue.True), step, Accumulated(offset));
}
