namespace Tiphys.Api.Machinery.Cel;

/// <summary>One complaint of the compiler.</summary>
/// <param name="Line">From 1; 0 if the complaint has no place.</param>
/// <param name="Column">In code points, from 1.</param>
/// <param name="Snippet">The line and a pointer below it, as they follow the message.</param>
public sealed record CelIssue(int Line, int Column, string Message, string Snippet)
{
    public override string ToString() => $"ERROR: <input>:{Line}:{Column}: {Message}{Snippet}";
}
