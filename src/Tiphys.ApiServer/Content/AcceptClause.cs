using System.Globalization;

namespace Tiphys.ApiServer.Content;

/// <summary>One media range of an Accept header.</summary>
/// <param name="Parameters">Without the quality.</param>
internal sealed record AcceptClause(string Type, IReadOnlyDictionary<string, string> Parameters, double Quality)
{
    /// <summary>A parameter's value; null if it is not there.</summary>
    public string? this[string name] => Parameters.GetValueOrDefault(name);

    /// <summary>Reads a header; clauses of better quality come first, those of quality 0 not at all.</summary>
    public static IReadOnlyList<AcceptClause> ReadAll(IEnumerable<string?> lines) =>
        [.. lines.SelectMany(line => (line ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Select(Parse).Where(clause => clause.Quality > 0).OrderByDescending(clause => clause.Quality)];

    public static AcceptClause Parse(string clause)
    {
        var parts = clause.Split(';', StringSplitOptions.TrimEntries);
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in parts.Skip(1))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                parameters[part[..equals]] = part[(equals + 1)..];
        }

        var quality = parameters.Remove("q", out var text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var given) ? given : 1;
        return new(parts[0], parameters, quality);
    }
}
