using Tiphys.Api.Machinery.Cel.Syntax;

namespace Tiphys.Api.Machinery.Cel.Checking;

/// <summary>Which of an environment's variables an expression reads.</summary>
internal static class UsedVariables
{
    /// <param name="count">How many variables the environment has; higher slots are of comprehensions.</param>
    public static void Collect(Expr expr, int count, HashSet<string> names)
    {
        var named = expr switch
        {
            IdentExpr ident => ident.Declaration,
            SelectExpr select => select.Declaration,
            _ => null,
        };
        if (named is { Constant: null } && named.Slot < count)
            names.Add(named.Name);
        foreach (var child in Children(expr))
            Collect(child, count, names);
    }

    /// <summary>The nodes right below a node.</summary>
    public static IEnumerable<Expr> Children(Expr expr) => expr switch
    {
        SelectExpr { Declaration: null } select => [select.Operand],
        CallExpr call => call.AllArguments,
        ListExpr list => list.Elements,
        MapExpr map => map.Entries.SelectMany(entry => new[] { entry.Key, entry.Value }),
        StructExpr structure => structure.Fields.Select(field => field.Value),
        ComprehensionExpr fold => [fold.Range, fold.Initial, fold.Condition, fold.Step, fold.Result],
        _ => [],
    };
}
