namespace Tiphys.Api.Machinery.Cel;

/// <summary>The outcome of compiling: a program, or what is wrong.</summary>
public sealed record CelCompilation(CelProgram? Program, IReadOnlyList<CelIssue> Issues)
{
    /// <summary>All issues, a line each with the place shown below, as clients of Kubernetes know them.</summary>
    public string IssueText => string.Join("\n", Issues);
}
