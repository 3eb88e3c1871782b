namespace Tiphys.Api.Machinery.Cel.Syntax;

/// <summary><c>[a, ?b]</c>.</summary>
internal sealed class ListExpr(int offset, IReadOnlyList<Expr> elements, IReadOnlyList<bool> optional) : Expr(offset, Above(elements))
{
    public IReadOnlyList<Expr> Elements { get; } = elements;

    /// <summary>For each element whether it is left out when it has no value.</summary>
    public IReadOnlyList<bool> Optional { get; } = optional;
}
