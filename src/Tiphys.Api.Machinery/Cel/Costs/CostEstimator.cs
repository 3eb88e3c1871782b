using Tiphys.Api.Machinery.Cel.Syntax;
using Tiphys.Api.Machinery.Cel.Types;

namespace Tiphys.Api.Machinery.Cel.Costs;

/// <summary>
/// Bounds what an evaluation can cost, from the sizes that values can have at most. Sizes come from literals, from results
/// of calls, and from the schema along the path of a value.
/// </summary>
internal sealed partial class CostEstimator(Func<IReadOnlyList<string>, ulong?> sizeOf)
{
    private static readonly CostRange ListCreation = CostRange.Exactly(CallCost.ListCreation);
    private readonly Dictionary<Expr, IReadOnlyList<string>> _paths = [];
    private readonly Dictionary<Expr, CostRange> _sizes = [];
    private readonly Dictionary<Expr, EntrySizes> _entries = [];
    private readonly List<CostVariable> _variables = [];

    public CostRange Estimate(Expr expr) => expr switch
    {
        IdentExpr ident => Ident(ident),
        SelectExpr select => Select(select),
        CallExpr call => Call(call),
        ListExpr list => List(list),
        MapExpr map => Map(map),
        StructExpr structure => structure.Fields.Aggregate(CostRange.Exactly(CallCost.StructCreation), (sum, field) => sum + Estimate(field.Value)),
        ComprehensionExpr { IsBinding: true } binding => Binding(binding),
        ComprehensionExpr fold => Fold(fold),
        _ => CostRange.Zero,
    };

    private CostVariable? Variable(Expr expr) => expr is IdentExpr ident ? _variables.FindLast(variable => variable.Name == ident.Name) : null;

    private IReadOnlyList<string> PathOf(Expr expr) => Variable(expr) is { } variable ? variable.Path : _paths.TryGetValue(expr, out var path) ? path : [];

    /// <summary>The path of something inside a value; nothing is known inside what has no path itself.</summary>
    private IReadOnlyList<string> Inside(Expr expr, string name) => [.. PathOf(expr), name];

    private CostRange Ident(IdentExpr ident)
    {
        _paths[ident] = Variable(ident)?.Path ?? [ident.Name];
        return CostRange.One;
    }

    private CostRange Select(SelectExpr select)
    {
        if (select.Declaration is { } declaration)
        {
            _paths[select] = [declaration.Name];
            return CostRange.One;
        }

        var cost = Estimate(select.Operand);
        if (select.IsTest)
            return cost;
        _paths[select] = Inside(select.Operand, select.Field);
        return select.Operand.Type.Kind is CelTypeKind.Map or CelTypeKind.Struct or CelTypeKind.Dyn ? cost + CostRange.One : cost;
    }

    private CostRange List(ListExpr list)
    {
        var sum = ListCreation;
        var sizes = list.Elements.Count == 0 ? CostRange.Zero : CostRange.Nothing;
        foreach (var element in list.Elements)
        {
            sum += Estimate(element);
            sizes = sizes.Union(SizeOrUnknown(element));
        }

        _entries[list] = new EntrySizes(true, CostRange.One, sizes);
        return sum;
    }

    private CostRange Map(MapExpr map)
    {
        var sum = CostRange.Exactly(CallCost.MapCreation);
        var (keys, values) = map.Entries.Count == 0 ? (CostRange.Zero, CostRange.Zero) : (CostRange.Nothing, CostRange.Nothing);
        foreach (var entry in map.Entries)
        {
            sum = sum + Estimate(entry.Key) + Estimate(entry.Value);
            keys = keys.Union(SizeOrUnknown(entry.Key));
            values = values.Union(SizeOrUnknown(entry.Value));
        }

        _entries[map] = new EntrySizes(false, keys, values);
        return sum;
    }

    private CostRange Binding(ComprehensionExpr binding)
    {
        var sum = ListCreation + Estimate(binding.Initial);
        Push(binding.AccumulatorName, binding.Initial);
        sum += Estimate(binding.Result);
        _variables.RemoveAt(_variables.Count - 1);
        CopySizes(binding, binding.Result);
        return sum;
    }

    private CostRange Fold(ComprehensionExpr fold)
    {
        var sum = Estimate(fold.Range) + Estimate(fold.Initial);
        Push(fold.AccumulatorName, fold.Initial);
        var before = _variables.Count;
        PushElements(fold);
        var each = Estimate(fold.Condition) + Estimate(fold.Step);
        _variables.RemoveRange(before, _variables.Count - before);
        sum += Estimate(fold.Result);
        _variables.RemoveAt(before - 1);
        var count = SizeOrUnknown(fold.Range);
        if (fold.Initial is LiteralExpr)
        {
            _sizes[fold] = SizeOrUnknown(fold.Initial);
        }
        else if (fold.Initial is ListExpr or MapExpr)
        {
            _sizes[fold] = count;
            if (EntriesOf(fold.Step) is { } entries)
                _entries[fold] = entries;
        }

        return sum + (count * each);
    }

    private void Push(string name, Expr value) => _variables.Add(new CostVariable(name, PathOf(value), SizeOf(value), EntriesOf(value)));

    private void PushElements(ComprehensionExpr fold)
    {
        var entries = EntriesOf(fold.Range);
        var isList = entries?.IsList ?? fold.Range.Type.Kind == CelTypeKind.List;
        var values = new CostVariable("", Inside(fold.Range, isList ? "@items" : "@values"), entries?.Value, null);
        var keys = new CostVariable("", Inside(fold.Range, isList ? "@indices" : "@keys"), entries?.Key, null);
        if (fold.SecondVariable is null)
        {
            _variables.Add((isList ? values : keys) with { Name = fold.Variable });
            return;
        }

        _variables.Add(keys with { Name = fold.Variable });
        _variables.Add(values with { Name = fold.SecondVariable });
    }

    private void CopySizes(Expr to, Expr from)
    {
        if (SizeOf(from) is { } size)
            _sizes[to] = size;
        if (EntriesOf(from) is { } entries)
            _entries[to] = entries;
    }

    private EntrySizes? EntriesOf(Expr expr) => _entries.TryGetValue(expr, out var entries) ? entries : Variable(expr)?.Entries;

    private CostRange SizeOrUnknown(Expr expr) => SizeOf(expr) ?? CostRange.Unknown;

    private CostRange? SizeOf(Expr expr)
    {
        if (_sizes.TryGetValue(expr, out var size))
            return size;
        if (LiteralSize(expr) is { } literal)
            return CostRange.Exactly(literal);
        if (FromSchema(PathOf(expr)) is { } known)
            return _sizes[expr] = known;
        return expr.Type.IsScalar ? CostRange.One : Variable(expr)?.Size;
    }

    private CostRange? FromSchema(IReadOnlyList<string>? path) =>
        path is { Count: > 0 } && path[0] != ComprehensionExpr.Accumulator && sizeOf(path) is { } most ? new CostRange(0, most) : null;

    private static ulong? LiteralSize(Expr expr) => expr switch
    {
        LiteralExpr literal => CallCost.SizeOf(literal.Value),
        ListExpr list => (ulong)list.Elements.Count,
        MapExpr map => (ulong)map.Entries.Count,
        _ => null,
    };
}
