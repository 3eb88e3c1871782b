using Tiphys.Api.Machinery.Cel.Types;

namespace Tiphys.Api.Machinery.Cel.Syntax;

/// <summary>A node of a parsed expression. The checker fills in <see cref="Type"/>; nothing changes afterwards.</summary>
internal abstract class Expr(int offset, int depth)
{
    /// <summary>Where the node stands in the expression's text: at its operator or opening bracket, else at its first character.</summary>
    public int Offset { get; } = offset;

    /// <summary>The height of the tree below and with the node.</summary>
    public int Depth { get; } = depth;

    public CelType Type { get; set; } = CelType.Dyn;

    protected static int Above(IReadOnlyList<Expr> children)
    {
        var depth = 0;
        foreach (var child in children)
            depth = Math.Max(depth, child.Depth);
        return depth + 1;
    }
}
