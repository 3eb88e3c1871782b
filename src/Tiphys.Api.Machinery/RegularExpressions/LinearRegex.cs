using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Tiphys.Api.Machinery.RegularExpressions;

/// <summary>Regular expressions in RE2's syntax, matched in time linear in the text by .NET's non-backtracking engine.</summary>
internal static class LinearRegex
{
    private const int MostCached = 1024;

    /// <summary>A pattern is compiled before it is known what it is good for, at a price per character.</summary>
    private const int MostLength = 10_000;

    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, Regex> Cache = new(StringComparer.Ordinal);

    /// <param name="error">What is wrong with the pattern, in Go's words.</param>
    public static bool TryGet(string pattern, [NotNullWhen(true)] out Regex? regex, out string error)
    {
        error = "";
        if (Cache.TryGetValue(pattern, out regex))
            return true;
        if (pattern.Length > MostLength)
        {
            error = $"error parsing regexp: expression too large: {pattern.Length} characters, at most {MostLength}";
            return false;
        }

        try
        {
            if (Re2Syntax.Translate(pattern, out error) is not { } translated)
                return false;
            regex = new Regex(translated, Options);
        }
        // What RE2 and the translation let through and .NET does not know: an unknown Unicode class.
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            error = $"error parsing regexp: {e.Message}";
            return false;
        }

        // Patterns mostly are literals of stored expressions; a flood of computed ones must not grow the cache for ever.
        if (Cache.Count >= MostCached)
            Cache.Clear();
        Cache[pattern] = regex;
        return true;
    }
}
