namespace Tiphys.Api.Machinery.Naming;

/// <summary>
/// The shapes that names may have, after RFC 1123, RFC 1035 and the label syntax of Kubernetes. Every method answers null for a
/// value that fits, otherwise what is wrong with it, in words fit for the detail of a field error, a line for each fault.
/// </summary>
public static class NameFormats
{
    public const int LabelLength = 63;
    public const int SubdomainLength = 253;

    private const string LabelDetail = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an " +
        "alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private const string SubdomainDetail = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and " +
        "end with an alphanumeric character (e.g. 'example.com', regex used for validation is " +
        "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string Label1035Detail = "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and " +
        "end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

    private const string WildcardDetail = "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower " +
        "case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is " +
        "'\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string UnderscoreDetail = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and " +
        "end with an alphanumeric character (e.g. 'example.com', regex used for validation is " +
        "'_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*')";

    /// <summary>One label of RFC 1123: lower-case letters, digits, inner dashes, at most 63.</summary>
    public static string? Label1123(string value) =>
        Both(Length(value, LabelLength), IsLabel(value) ? null : IsSubdomain(value) ? "must not contain dots" : LabelDetail);

    /// <summary>One label of RFC 1035: as <see cref="Label1123"/> and beginning with a letter.</summary>
    public static string? Label1035(string value) =>
        Both(Length(value, LabelLength), IsLabel(value) && char.IsAsciiLetterLower(value[0]) ? null : Label1035Detail);

    /// <summary>Labels of RFC 1123 joined by dots, at most 253 characters.</summary>
    public static string? Subdomain(string value) => Both(Length(value, SubdomainLength), IsSubdomain(value) ? null : SubdomainDetail);

    /// <summary>As <see cref="Subdomain"/>, with underscores within labels and before them.</summary>
    public static string? SubdomainWithUnderscores(string value) => Both(
        Length(value, SubdomainLength),
        value.Split('.').All(label => label.Length > 0 && !label.StartsWith("__", StringComparison.Ordinal) && !label.EndsWith('_')
            && IsLabel((label[0] == '_' ? label[1..] : label).Replace('_', 'x'))) ? null : UnderscoreDetail);

    /// <summary><c>*.</c> before a subdomain.</summary>
    public static string? WildcardSubdomain(string value) => Both(
        Length(value, SubdomainLength),
        value.StartsWith("*.", StringComparison.Ordinal) && IsSubdomain(value.AsSpan(2)) ? null : WildcardDetail);

    /// <summary>A name that may stand as one segment of a path: not <c>.</c> or <c>..</c>, no slash, no percent sign.</summary>
    public static string? PathSegment(string value)
    {
        if (value is "." or "..")
            return $"may not be '{value}'";
        return value.Contains('/') ? "may not contain '/'" : value.Contains('%') ? "may not contain '%'" : null;
    }

    /// <summary>A label or annotation key: a name of at most 63 with an optional subdomain and slash before it.</summary>
    public static string? QualifiedName(string value)
    {
        var slash = value.IndexOf('/');
        if (slash != value.LastIndexOf('/'))
            return QualifiedNameDetail("a valid label key") + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
        var prefix = slash switch
        {
            < 0 => null,
            0 => "prefix part must be non-empty",
            _ => Both(
                slash > SubdomainLength ? "prefix part " + TooLong(SubdomainLength) : null,
                IsSubdomain(value.AsSpan(0, slash)) ? null : "prefix part " + SubdomainDetail),
        };
        var name = value.AsSpan(slash + 1);
        var length = name.IsEmpty ? "name part must be non-empty" : name.Length > LabelLength ? $"name part {TooLong(LabelLength)}" : null;
        return Both(prefix, Both(length, IsNamePart(name) ? null : QualifiedNameDetail("name part")));
    }

    /// <summary>A label's value: empty, or up to 63 letters, digits, <c>-_.</c>, letters or digits at both ends.</summary>
    public static string? LabelValue(string value) => Both(
        value.Length > LabelLength ? TooLong(LabelLength) : null,
        value.Length == 0 || IsNamePart(value)
            ? null
            : "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric " +
              "character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')");

    /// <summary>A port's name (RFC 6335): up to 15 of <c>a-z0-9-</c>, a letter among them, no dash at the ends or doubled.</summary>
    public static string? PortName(string value)
    {
        var letters = value.Length > 0 && value.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            ? null
            : "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)";
        var dashes = Both(
            value.Contains("--", StringComparison.Ordinal) ? "must not contain consecutive hyphens" : null,
            value.StartsWith('-') || value.EndsWith('-') ? "must not begin or end with a hyphen" : null);
        return Both(Length(value, 15), Both(letters, Both(value.Any(char.IsAsciiLetterLower) ? null : "must contain at least one letter (a-z)", dashes)));
    }

    /// <summary>A key of a ConfigMap or Secret: up to 253 of letters, digits, <c>-_.</c>; not a path of dots.</summary>
    public static string? ConfigKey(string value)
    {
        var letters = value.Length > 0 && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            ? null
            : "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used " +
              "for validation is '[-._a-zA-Z0-9]+')";
        var dots = value is "." or ".." ? $"must not be '{value}'" : value.StartsWith("..", StringComparison.Ordinal) ? "must not start with '..'" : null;
        return Both(Length(value, SubdomainLength), Both(letters, dots));
    }

    /// <summary>An environment variable's name: printable ASCII without <c>=</c>.</summary>
    public static string? EnvironmentVariable(string value) => value.Length == 0
        ? "environment variable name must be non-empty"
        : value.All(c => c is >= ' ' and <= '~' and not '=') ? null : "a valid environment variable name must consist only of printable ASCII characters other than '='";

    /// <summary>A name of an HTTP header: letters, digits and dashes.</summary>
    public static string? HeaderName(string value) => value.Length > 0 && value.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
        ? null
        : "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')";

    /// <summary>The detail of a label's key or value with more bytes than it may have.</summary>
    public static string TooLong(int limit) => $"must be no more than {limit} bytes";

    internal static bool IsSubdomain(ReadOnlySpan<char> value)
    {
        foreach (var range in value.Split('.'))
        {
            if (!IsLabel(value[range]))
                return false;
        }

        return true;
    }

    internal static bool IsLabel(ReadOnlySpan<char> value)
    {
        if (value.IsEmpty || value[0] == '-' || value[^1] == '-')
            return false;
        foreach (var c in value)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
                return false;
        }

        return true;
    }

    private static string? Length(string value, int limit) => value.Length > limit ? $"must be no more than {limit} characters" : null;

    private static string? Both(string? one, string? other) => one is null ? other : other is null ? one : $"{one}\n{other}";

    private static bool IsNamePart(ReadOnlySpan<char> value)
    {
        if (value.IsEmpty || !char.IsAsciiLetterOrDigit(value[0]) || !char.IsAsciiLetterOrDigit(value[^1]))
            return false;
        foreach (var c in value)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.'))
                return false;
        }

        return true;
    }

    private static string QualifiedNameDetail(string subject) =>
        $"{subject} must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or " +
        "'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
}
