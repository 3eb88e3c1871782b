using Tiphys.Api.Machinery.Cel.Checking;

namespace Tiphys.Api.Machinery.Cel.Syntax;

/// <summary><c>operand.field</c>, or <c>has(operand.field)</c> if it only tests.</summary>
internal sealed class SelectExpr(int offset, Expr operand, string field, bool isTest) : Expr(offset, operand.Depth + 1)
{
    public Expr Operand { get; } = operand;

    public string Field { get; } = field;

    public bool IsTest { get; } = isTest;

    /// <summary>Set by the checker if the whole chain is the qualified name of something declared.</summary>
    public CelDeclaration? Declaration { get; set; }
}
