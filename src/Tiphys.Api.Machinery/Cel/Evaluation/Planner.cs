using Tiphys.Api.Machinery.Cel.Syntax;

namespace Tiphys.Api.Machinery.Cel.Evaluation;

/// <summary>Turns a checked expression into steps.</summary>
internal static class Planner
{
    public static Step Plan(Expr expr) => expr switch
    {
        LiteralExpr literal => new ConstantStep(literal.Value),
        IdentExpr { Declaration: { } declaration } => Name(declaration),
        SelectExpr { Declaration: { } declaration } => Name(declaration),
        SelectExpr select => new FieldStep(Plan(select.Operand), select.Field, select.IsTest),
        CallExpr call => Call(call),
        ListExpr list => new ListStep([.. list.Elements.Select(Plan)], list.Optional),
        MapExpr map => new MapStep([.. map.Entries.Select(entry => (Plan(entry.Key), Plan(entry.Value), entry.IsOptional))]),
        StructExpr structure => new StructStep(structure.Type, [.. structure.Fields.Select(field => (field.Name, Plan(field.Value), field.IsOptional))]),
        ComprehensionExpr { IsBinding: true } binding => new BindingStep(binding.AccumulatorSlot, Plan(binding.Initial), Plan(binding.Result)),
        ComprehensionExpr fold => new FoldStep(fold, Plan(fold.Range), Plan(fold.Initial), Plan(fold.Condition), Plan(fold.Step), Plan(fold.Result)),
        _ => throw new ArgumentException($"an expression that was not checked: {expr.GetType().Name}", nameof(expr)),
    };

    private static Step Name(Checking.CelDeclaration declaration) =>
        declaration.Constant is { } constant ? new ConstantStep(constant) : new VariableStep(declaration.Slot);

    private static Step Call(CallExpr call)
    {
        Step[] arguments = [.. call.AllArguments.Select(Plan)];
        return call.Function switch
        {
            Operators.And => new LogicStep(arguments[0], arguments[1], decisive: false),
            Operators.Or => new LogicStep(arguments[0], arguments[1], decisive: true),
            Operators.Conditional => new ConditionalStep(arguments[0], arguments[1], arguments[2]),
            Operators.NotStrictlyFalse => new NotStrictlyFalseStep(arguments[0]),
            _ => new CallStep(arguments, [.. call.Overloads]),
        };
    }
}
