using Tiphys.Api.Machinery.Cel.Syntax;
using Tiphys.Api.Machinery.Cel.Types;

namespace Tiphys.Api.Machinery.Cel.Costs;

/// <summary>A call whose cost is to be estimated, as the estimates of libraries see it.</summary>
internal sealed class CostedCall(IReadOnlyList<CostedNode> arguments, Func<CostedNode, CostRange?> sizeFromSchema)
{
    public IReadOnlyList<CostedNode> Arguments { get; } = arguments;

    /// <summary>The bounds of an argument's size.</summary>
    public CostRange Size(int argument) => Size(Arguments[argument]);

    /// <summary>The bounds of an argument's size as far as the expression and the argument's type tell, without the schema of a container.</summary>
    public CostRange Size(CostedNode node) => node.Size ?? sizeFromSchema(node) ?? CostRange.Unknown;

    /// <summary>The elements of a list argument; null if it is no list.</summary>
    public CostedNode? Elements(int argument)
    {
        var list = Arguments[argument];
        if (list.Type.Kind != CelTypeKind.List)
            return null;
        return new CostedNode(list.Path is { } path ? [.. path, "@items"] : null, list.Type.Parameters[0], null, null);
    }

    /// <summary>The value of an argument that is an int literal.</summary>
    public long? IntLiteral(int argument) => argument < Arguments.Count && Arguments[argument].Expr is LiteralExpr { Value: { Kind: Values.CelKind.Int } value } ? value.AsInt : null;
}
