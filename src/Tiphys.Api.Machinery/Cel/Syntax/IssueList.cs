namespace Tiphys.Api.Machinery.Cel.Syntax;

/// <summary>Collects complaints about one expression.</summary>
internal sealed class IssueList(SourceText source)
{
    private const int Most = 100;
    private readonly List<CelIssue> _issues = [];

    public int Count => _issues.Count;

    public void Add(int offset, string message)
    {
        if (_issues.Count >= Most)
            return;
        var (line, column) = source.PositionOf(offset);
        _issues.Add(new CelIssue(line, column, message, source.Snippet(line, column)));
    }

    /// <summary>A complaint about the whole expression.</summary>
    public void AddUnplaced(string message) => _issues.Add(new CelIssue(-1, 0, message, ""));

    /// <summary>By place.</summary>
    public IReadOnlyList<CelIssue> ToList() => [.. _issues.OrderBy(issue => issue.Line).ThenBy(issue => issue.Column)];
}
