using Tiphys.Api.Machinery.Cel.Checking;

namespace Tiphys.Api.Machinery.Cel.Syntax;

/// <summary>A name: of a variable, of a comprehension's variable, of a type.</summary>
internal sealed class IdentExpr(int offset, string name) : Expr(offset, 1)
{
    public string Name { get; } = name;

    /// <summary>What the name means; set by the checker.</summary>
    public CelDeclaration? Declaration { get; set; }
}
