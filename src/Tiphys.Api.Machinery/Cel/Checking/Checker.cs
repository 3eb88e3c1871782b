using Tiphys.Api.Machinery.Cel.Functions;
using Tiphys.Api.Machinery.Cel.Syntax;
using Tiphys.Api.Machinery.Cel.Types;

namespace Tiphys.Api.Machinery.Cel.Checking;

/// <summary>
/// Gives every node of an expression its type and every name and call its meaning. Gradual: where a type is dyn, the
/// decision is left to evaluation.
/// </summary>
internal sealed partial class Checker
{
    private readonly Scope _scope;
    private readonly FunctionTable _functions;
    private readonly IssueList _issues;
    private readonly TypeUnifier _types = new();
    private readonly List<Expr> _checked = [];

    private Checker(Scope scope, FunctionTable functions, IssueList issues)
    {
        _scope = scope;
        _functions = functions;
        _issues = issues;
    }

    public static void Check(Expr expr, Scope scope, FunctionTable functions, IssueList issues)
    {
        var checker = new Checker(scope, functions, issues);
        checker.Check(expr);
        foreach (var node in checker._checked)
            node.Type = checker._types.Resolve(node.Type, freeToDyn: true);
        if (issues.Count == 0)
            checker.CheckLiterals(expr);
    }

    /// <summary>The qualified name that a chain of selections spells; null if it is something else.</summary>
    private static string? QualifiedName(Expr expr) => expr switch
    {
        IdentExpr ident => ident.Name,
        SelectExpr { IsTest: false } select when QualifiedName(select.Operand) is { } prefix => $"{prefix}.{select.Field}",
        _ => null,
    };

    private CelType Check(Expr expr)
    {
        expr.Type = expr switch
        {
            LiteralExpr literal => literal.Value.Type,
            IdentExpr ident => CheckIdent(ident),
            SelectExpr select => CheckSelect(select),
            CallExpr call => CheckCall(call),
            ListExpr list => CheckList(list),
            MapExpr map => CheckMap(map),
            StructExpr structure => CheckStruct(structure),
            ComprehensionExpr comprehension => CheckComprehension(comprehension),
            _ => CelType.Error,
        };
        _checked.Add(expr);
        return expr.Type;
    }

    private CelType Undeclared(Expr at, string name)
    {
        _issues.Add(at.Offset, $"undeclared reference to '{name}' (in container '')");
        return CelType.Error;
    }

    private CelType CheckIdent(IdentExpr ident)
    {
        ident.Declaration = _scope.Find(ident.Name);
        return ident.Declaration?.Type ?? Undeclared(ident, ident.Name);
    }

    private CelType CheckSelect(SelectExpr select)
    {
        if (QualifiedName(select) is { } name && _scope.Find(name) is { } declaration)
        {
            select.Declaration = declaration;
            return declaration.Type;
        }

        var type = FieldType(select.Offset, select.Operand, select.Field, isOptional: false);
        return select.IsTest ? CelType.Bool : _types.Resolve(type, freeToDyn: false);
    }

    private CelType FieldType(int offset, Expr operand, string field, bool isOptional)
    {
        var type = _types.Resolve(Check(operand), freeToDyn: false);
        var target = type.IsOptional ? type.Parameters[0] : type;
        CelType result;
        switch (target.Kind)
        {
            case CelTypeKind.Map:
                result = target.Parameters[1];
                break;
            case CelTypeKind.Struct:
                result = target.FieldType(field) ?? CelType.Error;
                if (result.Kind == CelTypeKind.Error)
                    _issues.Add(offset, $"undefined field '{field}'");
                break;
            case CelTypeKind.Variable:
                _types.TryFit(CelType.Dyn, target);
                result = CelType.Dyn;
                break;
            default:
                if (!target.IsDynOrError)
                    _issues.Add(offset, $"type '{target}' does not support field selection");
                result = CelType.Dyn;
                break;
        }

        return type.IsOptional || isOptional ? CelType.Optional(result) : result;
    }

    private CelType Join(Expr at, CelType? previous, CelType current)
    {
        if (previous is null)
            return current;
        if (_types.TryFit(previous, current))
            return TypeUnifier.MoreGeneral(previous, current);
        return Mismatch(at.Offset, previous, current);
    }

    private CelType Mismatch(int offset, CelType expected, CelType actual)
    {
        _issues.Add(offset, $"expected type '{_types.Resolve(expected, false)}' but found '{_types.Resolve(actual, false)}'");
        return CelType.Error;
    }

    private CelType Unwrapped(Expr expr, CelType type, bool isOptional)
    {
        if (!isOptional)
            return type;
        var resolved = _types.Resolve(type, freeToDyn: false);
        if (resolved.IsOptional)
            return resolved.Parameters[0];
        if (!resolved.IsDynOrError)
            Mismatch(expr.Offset, CelType.Optional(resolved), resolved);
        return resolved;
    }

    private CelType CheckList(ListExpr list)
    {
        CelType? element = null;
        for (var i = 0; i < list.Elements.Count; i++)
            element = Join(list.Elements[i], element, Unwrapped(list.Elements[i], Check(list.Elements[i]), list.Optional[i]));
        return CelType.List(element ?? _types.NewVariable());
    }

    private CelType CheckMap(MapExpr map)
    {
        CelType? key = null;
        CelType? value = null;
        foreach (var entry in map.Entries)
        {
            key = Join(entry.Key, key, Check(entry.Key));
            value = Join(entry.Value, value, Unwrapped(entry.Value, Check(entry.Value), entry.IsOptional));
        }

        return CelType.Map(key ?? _types.NewVariable(), value ?? _types.NewVariable());
    }

    private CelType CheckStruct(StructExpr structure)
    {
        var type = _scope.TypeNamed(structure.TypeName.TrimStart('.'));
        if (type is null)
            Undeclared(structure, structure.TypeName);
        else if (type.Kind != CelTypeKind.Struct)
            _issues.Add(structure.Offset, $"'{type.Name}' is not a message type");
        foreach (var field in structure.Fields)
        {
            var actual = Unwrapped(field.Value, Check(field.Value), field.IsOptional);
            if (type is not { Kind: CelTypeKind.Struct })
                continue;
            var expected = type.FieldType(field.Name);
            if (expected is null)
                _issues.Add(field.Offset, $"undefined field '{field.Name}'");
            else if (!_types.TryFit(expected, actual))
                _issues.Add(field.Offset, $"expected type of field '{field.Name}' is '{expected}' but provided type is '{_types.Resolve(actual, false)}'");
        }

        return type is { Kind: CelTypeKind.Struct } ? type : CelType.Error;
    }
}
