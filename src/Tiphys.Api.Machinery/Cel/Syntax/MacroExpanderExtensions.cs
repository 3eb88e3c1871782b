using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Syntax;

/// <summary>The macros beyond the language definition.</summary>
internal sealed partial class MacroExpander
{
    private const string MapInsert = "cel.@mapInsert";

    private ComprehensionExpr TransformMap(int offset, Expr target, List<Expr> arguments, bool isEntry)
    {
        var (first, second) = Variables(arguments[..2], "argument must be a simple name");
        Expr step = isEntry
            ? Call(offset, MapInsert, Accumulated(offset), arguments[^1])
            : Call(offset, MapInsert, Accumulated(offset), new IdentExpr(offset, first), arguments[^1]);
        if (arguments.Count == 4)
            step = Call(offset, Operators.Conditional, arguments[2], step, Accumulated(offset));
        return Fold(offset, target, first, second, new MapExpr(offset, []), step);
    }

    /// <summary>
    /// <c>let t = target in t.hasValue() ? optional.of(let name = t.value() in body) : optional.none()</c>; flat: without the
    /// <c>of</c>. The target is named so that chains of the macro do not double it again and again.
    /// </summary>
    private ComprehensionExpr OptionalMap(int offset, Expr target, List<Expr> arguments, bool flat)
    {
        const string Target = "@target";
        var function = flat ? "optFlatMap" : "optMap";
        var name = Name(arguments[0], $"{function}() variable name must be a simple identifier");
        var body = Let(offset, name, new CallExpr(offset, "value", new IdentExpr(offset, Target), []), arguments[1]);
        var choice = Call(
            offset,
            Operators.Conditional,
            new CallExpr(offset, "hasValue", new IdentExpr(offset, Target), []),
            flat ? body : Call(offset, "optional.of", body),
            Call(offset, "optional.none"));
        return Let(offset, Target, target, choice);
    }

    /// <summary><c>let input = target in input.@sortByAssociatedKeys(input.map(name, key))</c>.</summary>
    private ComprehensionExpr SortBy(int offset, Expr target, List<Expr> arguments)
    {
        const string Input = "@__sortBy_input__";
        if (target is not (ListExpr or SelectExpr or IdentExpr or ComprehensionExpr or CallExpr))
            throw Fail(target, "sortBy can only be applied to a list, identifier, comprehension, call or select expression");
        var keys = MapOver(offset, new IdentExpr(offset, Input), [arguments[0]], [arguments[1]]);
        return Let(offset, Input, target, new CallExpr(offset, "@sortByAssociatedKeys", new IdentExpr(offset, Input), [keys]));
    }

    private static ComprehensionExpr Let(int offset, string name, Expr value, Expr body) =>
        new(offset, ListOf(offset), Unused, null, name, value, Constant(offset, CelValue.False), new IdentExpr(offset, name), body);
}
