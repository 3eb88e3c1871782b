using Tiphys.Api.Machinery.Cel.Functions;
using Tiphys.Api.Machinery.Cel.Syntax;
using Tiphys.Api.Machinery.Cel.Types;

namespace Tiphys.Api.Machinery.Cel.Checking;

/// <summary>Calls and comprehensions.</summary>
internal sealed partial class Checker
{
    private CelType CheckCall(CallExpr call)
    {
        if (call.Function == Operators.OptionalSelect)
        {
            call.Overloads = _functions.Find(call.Function);
            Check(call.Arguments[1]);
            return _types.Resolve(FieldType(call.Offset, call.Arguments[0], ((LiteralExpr)call.Arguments[1]).Value.AsString, isOptional: true), freeToDyn: false);
        }

        List<CelType> types = [.. call.Arguments.Select(Check)];
        if (call.Target is null)
            return Resolve(call, call.Function, isMember: false, types);
        if (QualifiedName(call.Target) is { } prefix && _functions.Find($"{prefix.TrimStart('.')}.{call.Function}") is { Count: > 0 })
        {
            call.IsQualified = true;
            return Resolve(call, $"{prefix.TrimStart('.')}.{call.Function}", isMember: false, types);
        }

        types.Insert(0, Check(call.Target));
        return Resolve(call, call.Function, isMember: true, types);
    }

    private CelType Resolve(CallExpr call, string function, bool isMember, List<CelType> arguments)
    {
        var declared = _functions.Find(function);
        if (declared.Count == 0)
            return Undeclared(call, function);
        if (function is Operators.And or Operators.Or)
            return ResolveLogic(call, declared, arguments);
        List<CelOverload> fitting = [];
        CelType? result = null;
        foreach (var overload in declared)
        {
            if (overload.IsMember != isMember || overload.Parameters.Count != arguments.Count)
                continue;
            var (parameters, returns) = Instantiate(overload);
            if (!_types.TryFit(arguments, parameters))
                continue;
            fitting.Add(overload);
            var type = _types.Resolve(returns, freeToDyn: false);
            result = result is null || result.Equals(type) ? type : CelType.Dyn;
        }

        call.Overloads = fitting;
        if (result is not null)
            return result;
        var shown = arguments.Select(argument => _types.Resolve(argument, freeToDyn: true).ToString()).ToList();
        var signature = isMember ? $"{shown[0]}.({string.Join(", ", shown.Skip(1))})" : $"({string.Join(", ", shown)})";
        _issues.Add(call.Offset, $"found no matching overload for '{function}' applied to '{signature}'");
        return CelType.Error;
    }

    private CelType ResolveLogic(CallExpr call, IReadOnlyList<CelOverload> declared, List<CelType> arguments)
    {
        call.Overloads = declared;
        var result = CelType.Bool;
        for (var i = 0; i < arguments.Count; i++)
        {
            if (!_types.TryFit(arguments[i], CelType.Bool))
                result = Mismatch(call.Arguments[i].Offset, CelType.Bool, arguments[i]);
        }

        return result;
    }

    private (IReadOnlyList<CelType> Parameters, CelType Result) Instantiate(CelOverload overload)
    {
        if (!overload.IsGeneric)
            return (overload.Parameters, overload.Result);
        Dictionary<string, CelType> variables = [];
        return ([.. overload.Parameters.Select(parameter => _types.Instantiate(parameter, variables))], _types.Instantiate(overload.Result, variables));
    }

    private CelType CheckComprehension(ComprehensionExpr fold)
    {
        var range = _types.Resolve(Check(fold.Range), freeToDyn: false);
        var initial = Check(fold.Initial);
        var (first, second) = ElementTypes(fold, range);
        fold.AccumulatorSlot = _scope.Enter(fold.AccumulatorName, initial);
        fold.VariableSlot = _scope.Enter(fold.Variable, first);
        if (fold.SecondVariable is not null)
            fold.SecondSlot = _scope.Enter(fold.SecondVariable, second);
        Expect(fold.Condition, CelType.Bool);
        Expect(fold.Step, initial);
        _scope.Leave(fold.SecondVariable is null ? 1 : 2);
        var result = Check(fold.Result);
        _scope.Leave(1);
        return _types.Resolve(result, freeToDyn: false);
    }

    private void Expect(Expr expr, CelType type)
    {
        var actual = Check(expr);
        if (!_types.TryFit(type, actual))
            Mismatch(expr.Offset, type, actual);
    }

    private (CelType First, CelType Second) ElementTypes(ComprehensionExpr fold, CelType range)
    {
        switch (range.Kind)
        {
            case CelTypeKind.List:
                return fold.SecondVariable is null ? (range.Parameters[0], CelType.Dyn) : (CelType.Int, range.Parameters[0]);
            case CelTypeKind.Map:
                return (range.Parameters[0], range.Parameters[1]);
            case CelTypeKind.Dyn or CelTypeKind.Error or CelTypeKind.Variable:
                _types.TryFit(CelType.Dyn, range);
                return (CelType.Dyn, CelType.Dyn);
            default:
                _issues.Add(fold.Range.Offset, $"expression of type '{range}' cannot be range of a comprehension (must be list, map, or dynamic)");
                return (CelType.Error, CelType.Error);
        }
    }
}
