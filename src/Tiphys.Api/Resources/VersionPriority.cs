using System.Globalization;

namespace Tiphys.Api.Resources;

/// <summary>
/// The order in which versions are preferred: stable before beta before alpha, higher numbers first, anything that is no
/// Kubernetes version last and by name. As the CustomResourceDefinition documentation has it under "version priority".
/// </summary>
public sealed class VersionPriority : IComparer<string>
{
    public static readonly VersionPriority Comparer = new();

    private VersionPriority()
    {
    }

    /// <summary>Negative if <paramref name="x"/> is preferred to <paramref name="y"/>.</summary>
    public int Compare(string? x, string? y)
    {
        var (left, right) = (Parse(x ?? ""), Parse(y ?? ""));
        if (left.Stage != right.Stage)
            return right.Stage.CompareTo(left.Stage);
        if (left.Stage == 0)
            return string.CompareOrdinal(x, y);
        return left.Major != right.Major ? right.Major.CompareTo(left.Major) : right.Minor.CompareTo(left.Minor);
    }

    /// <summary>Stage: 3 stable, 2 beta, 1 alpha, 0 not a Kubernetes version.</summary>
    private static (int Stage, int Major, int Minor) Parse(string version)
    {
        if (version.Length < 2 || version[0] != 'v')
            return default;
        var digits = 1;
        while (digits < version.Length && char.IsAsciiDigit(version[digits]))
            digits++;
        if (!Positive(version.AsSpan(1, digits - 1), out var major))
            return default;
        var rest = version.AsSpan(digits);
        if (rest.IsEmpty)
            return (3, major, 0);
        if (rest.StartsWith("beta") && Positive(rest[4..], out var beta))
            return (2, major, beta);
        return rest.StartsWith("alpha") && Positive(rest[5..], out var alpha) ? (1, major, alpha) : default;
    }

    private static bool Positive(ReadOnlySpan<char> digits, out int number)
    {
        number = 0;
        return !digits.IsEmpty && digits[0] != '0' && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
