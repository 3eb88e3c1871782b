using Tiphys.Api.Machinery.Cel.Functions;

namespace Tiphys.Api.Machinery.Cel.Syntax;

/// <summary>A call of a function, a member function or an operator.</summary>
internal sealed class CallExpr(int offset, string function, Expr? target, IReadOnlyList<Expr> arguments)
    : Expr(offset, Math.Max(target is null ? 1 : target.Depth + 1, Above(arguments)))
{
    public string Function { get; } = function;

    /// <summary>What stands before the dot; null for plain functions and operators.</summary>
    public Expr? Target { get; } = target;

    public IReadOnlyList<Expr> Arguments { get; } = arguments;

    /// <summary>True if the target was the first part of a qualified function's name and is no argument.</summary>
    public bool IsQualified { get; set; }

    /// <summary>The overloads that the arguments' types allow; set by the checker.</summary>
    public IReadOnlyList<CelOverload> Overloads { get; set; } = [];

    /// <summary>Target and arguments as they are handed to the function.</summary>
    public IEnumerable<Expr> AllArguments => Target is null || IsQualified ? Arguments : [Target, .. Arguments];
}
