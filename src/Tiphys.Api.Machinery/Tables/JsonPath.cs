using System.Diagnostics.CodeAnalysis;
using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Tables;

/// <summary>
/// The JSONPath that definitions may use for columns: <c>.a.b</c>, <c>['a.b']</c>, <c>[0]</c>, <c>[-1]</c>, <c>[*]</c>, and
/// <c>[?(@.type=="Ready")]</c>. What is missing is passed over without error.
/// </summary>
public sealed class JsonPath
{
    private readonly JsonPathStep[] _steps;

    internal JsonPath(JsonPathStep[] steps) => _steps = steps;

    /// <summary>False if the text is no such path.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out JsonPath? path)
    {
        var parsed = new JsonPathParser(text).Parse();
        path = parsed is null ? null : new(parsed);
        return path is not null;
    }

    /// <summary>The values the path leads to, in document order.</summary>
    public IEnumerable<DocNode> Find(DocNode root)
    {
        IEnumerable<DocNode> nodes = [root];
        foreach (var step in _steps)
            nodes = nodes.SelectMany(step.Follow);
        return nodes;
    }
}
