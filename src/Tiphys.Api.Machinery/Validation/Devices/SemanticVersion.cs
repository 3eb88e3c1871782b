namespace Tiphys.Api.Machinery.Validation.Devices;

/// <summary>The form of versions after semver.org 2.0.0.</summary>
internal static class SemanticVersion
{
    public static bool IsValid(string text)
    {
        var plus = text.IndexOf('+');
        if (plus >= 0 && !text[(plus + 1)..].Split('.').All(part => IsIdentifier(part)))
            return false;
        var rest = plus < 0 ? text : text[..plus];
        var dash = rest.IndexOf('-');
        if (dash >= 0 && !rest[(dash + 1)..].Split('.').All(part => IsIdentifier(part) && (!part.All(char.IsAsciiDigit) || IsNumber(part))))
            return false;
        return (dash < 0 ? rest : rest[..dash]).Split('.') is { Length: 3 } numbers && numbers.All(IsNumber);
    }

    private static bool IsIdentifier(string part) => part.Length > 0 && part.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private static bool IsNumber(string part) => part.Length > 0 && part.All(char.IsAsciiDigit) && (part.Length == 1 || part[0] != '0');
}
