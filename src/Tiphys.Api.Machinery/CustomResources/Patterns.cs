using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Tiphys.Api.Machinery.CustomResources;

/// <summary>Patterns of schemas, in RE2's syntax, matched in time linear in the text.</summary>
public static class Patterns
{
    // Definitions come from clients: the cache must not grow with what they send.
    private const int MostCached = 2000;
    private static readonly ConcurrentDictionary<string, Regex?> Cache = new(StringComparer.Ordinal);

    /// <summary>True if the pattern is found in the text. A pattern that cannot be compiled matches everything; definitions with one are refused.</summary>
    public static bool IsMatch(string pattern, string text) => Compile(pattern)?.IsMatch(text) ?? true;

    /// <summary>True if the pattern can be compiled.</summary>
    public static bool IsValid(string pattern) => Compile(pattern) is not null;

    private static Regex? Compile(string pattern)
    {
        if (Cache.TryGetValue(pattern, out var known))
            return known;
        var made = Make(pattern);
        if (Cache.Count < MostCached)
            Cache.TryAdd(pattern, made);
        return made;
    }

    private static Regex? Make(string pattern)
    {
        try
        {
            var translated = pattern.Replace("(?P<", "(?<", StringComparison.Ordinal);
            return new(translated, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (ArgumentException)
        {
            // Not a regular expression.
            return null;
        }
        catch (NotSupportedException)
        {
            // Look-around and back references: RE2 has none either.
            return null;
        }
    }
}
