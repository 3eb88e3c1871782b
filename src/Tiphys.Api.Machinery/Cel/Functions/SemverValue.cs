using System.Globalization;
using Tiphys.Api.Machinery.Cel.Types;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>A version in the form of Semantic Versioning 2.0.0.</summary>
internal sealed class SemverValue : CelObject
{
    private const string Digits = "0123456789";
    private string _text = "";
    private string[] _prerelease = [];

    private SemverValue()
    {
    }

    public ulong Major { get; private init; }

    public ulong Minor { get; private init; }

    public ulong Patch { get; private init; }

    public override CelType Type => LibraryTypes.Semver;

    public static SemverValue? TryParse(string text, out string error)
    {
        error = "Version string empty";
        if (text.Length == 0)
            return null;
        var parts = text.Split('.', 3);
        error = "No Major.Minor.Patch elements found";
        if (parts.Length != 3)
            return null;
        var plus = parts[2].IndexOf('+');
        var core = plus < 0 ? parts[2] : parts[2][..plus];
        var build = plus < 0 ? [] : parts[2][(plus + 1)..].Split('.');
        var dash = core.IndexOf('-');
        var prerelease = dash < 0 ? [] : core[(dash + 1)..].Split('.');
        if (!TryNumber(parts[0], out var major, out error) || !TryNumber(parts[1], out var minor, out error)
            || !TryNumber(dash < 0 ? core : core[..dash], out var patch, out error))
            return null;
        if (prerelease.FirstOrDefault(part => !IsIdentifier(part)) is { } bad || build.FirstOrDefault(part => !IsIdentifier(part)) is { } badBuild && (bad = badBuild) is not null)
        {
            error = bad.Length == 0 ? "Prerelease is empty" : $"Invalid character(s) found in prerelease {StringFunctions.Quote(bad)}";
            return null;
        }

        if (prerelease.FirstOrDefault(part => part.Length > 1 && part[0] == '0' && part.All(char.IsAsciiDigit)) is { } zeros)
        {
            error = $"Numeric PreRelease version must not contain leading zeroes {StringFunctions.Quote(zeros)}";
            return null;
        }

        return new SemverValue { Major = major, Minor = minor, Patch = patch, _prerelease = prerelease, _text = text };
    }

    /// <summary>The text with a leading v taken off, missing parts filled with 0 and leading zeros dropped.</summary>
    public static string? Normalize(string text, out string error)
    {
        error = "";
        var parts = (text.StartsWith('v') ? text[1..] : text).Split('.', 3);
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].Length <= 1)
                continue;
            var trimmed = parts[i].TrimStart('0');
            parts[i] = trimmed.Length == 0 || !Digits.Contains(trimmed[0]) ? "0" + trimmed : trimmed;
        }

        if (parts.Length < 3 && parts[^1].AsSpan().IndexOfAny('+', '-') >= 0)
        {
            error = "short version cannot contain PreRelease/Build meta data";
            return null;
        }

        return string.Join('.', parts.Concat(Enumerable.Repeat("0", 3 - parts.Length)));
    }

    /// <summary>Precedence as the specification has it; build metadata does not count.</summary>
    public int CompareTo(SemverValue other)
    {
        var order = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        if (order != 0)
            return order;
        if (_prerelease.Length == 0 || other._prerelease.Length == 0)
            return (_prerelease.Length == 0).CompareTo(other._prerelease.Length == 0);
        for (var i = 0; i < Math.Min(_prerelease.Length, other._prerelease.Length); i++)
        {
            order = CompareIdentifiers(_prerelease[i], other._prerelease[i]);
            if (order != 0)
                return order;
        }

        return _prerelease.Length.CompareTo(other._prerelease.Length);
    }

    public override bool ValueEquals(CelObject other) => other is SemverValue version && CompareTo(version) == 0;

    public override string ToString() => _text;

    private static bool TryNumber(string digits, out ulong value, out string error)
    {
        value = 0;
        error = digits.Length > 1 && digits[0] == '0' ? $"Version number must not contain leading zeroes {StringFunctions.Quote(digits)}" : "";
        if (error.Length == 0 && !ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value))
            error = $"Invalid character(s) found in version number {StringFunctions.Quote(digits)}";
        return error.Length == 0;
    }

    private static bool IsIdentifier(string part) => part.Length > 0 && part.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private static int CompareIdentifiers(string left, string right)
    {
        var (leftNumeric, rightNumeric) = (left.All(char.IsAsciiDigit), right.All(char.IsAsciiDigit));
        if (leftNumeric != rightNumeric)
            return leftNumeric ? -1 : 1;
        // Numbers without leading zeros: the longer is the larger.
        return Math.Sign(leftNumeric && left.Length != right.Length ? left.Length.CompareTo(right.Length) : string.CompareOrdinal(left, right));
    }
}
