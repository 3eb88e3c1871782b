using Tiphys.Api.Machinery.Cel.Types;

namespace Tiphys.Api.Machinery.Cel;

/// <summary>The outcome of compiling: a program, or what is wrong.</summary>
public sealed record CelCompilation(CelProgram? Program, IReadOnlyList<CelIssue> Issues)
{
    /// <summary>Set for an expression that is well typed but has a constant part that always fails.</summary>
    public string? ConstantFailure { get; init; }

    /// <summary>The type of the result; null if the expression is not well typed.</summary>
    public CelType? ResultType { get; init; }

    /// <summary>Why there is no program, in upstream's words.</summary>
    public string Failure => ConstantFailure is null ? $"compilation failed: {IssueText}" : $"program instantiation failed: {ConstantFailure}";

    /// <summary>All issues, a line each with the place shown below, as clients of Kubernetes know them.</summary>
    public string IssueText => string.Join("\n", Issues);
}
