namespace Tiphys.Api.Machinery.Naming;

/// <summary>
/// The shapes that names may have, after RFC 1123, RFC 1035 and the label syntax of Kubernetes. Every method answers null for a
/// value that fits, otherwise what is wrong with it, in words fit for the detail of a field error.
/// </summary>
public static class NameFormats
{
    public const int LabelLength = 63;
    public const int SubdomainLength = 253;

    private const string LabelDetail = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an " +
        "alphanumeric character (e.g. 'my-name', or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private const string SubdomainDetail = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and " +
        "end with an alphanumeric character (e.g. 'example.com', regex used for validation is " +
        "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string Label1035Detail = "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and " +
        "end with an alphanumeric character (e.g. 'my-name', or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

    /// <summary>One label of RFC 1123: lower-case letters, digits, inner dashes, at most 63.</summary>
    public static string? Label1123(string value) => value.Length > LabelLength ? TooLong(LabelLength) : IsLabel(value) ? null : LabelDetail;

    /// <summary>One label of RFC 1035: as <see cref="Label1123"/> and beginning with a letter.</summary>
    public static string? Label1035(string value) =>
        value.Length > LabelLength ? TooLong(LabelLength) : IsLabel(value) && char.IsAsciiLetterLower(value[0]) ? null : Label1035Detail;

    /// <summary>Labels of RFC 1123 joined by dots, at most 253 characters.</summary>
    public static string? Subdomain(string value) =>
        value.Length > SubdomainLength ? TooLong(SubdomainLength) : IsSubdomain(value) ? null : SubdomainDetail;

    /// <summary><c>*.</c> before a subdomain.</summary>
    public static string? WildcardSubdomain(string value)
    {
        if (value.Length > SubdomainLength)
            return TooLong(SubdomainLength);
        return value.StartsWith("*.", StringComparison.Ordinal) && IsSubdomain(value.AsSpan(2))
            ? null
            : "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain (e.g. '*.example.com')";
    }

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
            return QualifiedNameDetail("a qualified name");
        if (slash >= 0)
        {
            if (slash == 0)
                return "prefix part must be non-empty";
            if (Subdomain(value[..slash]) is { } wrong)
                return $"prefix part {wrong}";
        }

        var name = value.AsSpan(slash + 1);
        if (name.IsEmpty)
            return "name part must be non-empty";
        if (name.Length > LabelLength)
            return $"name part {TooLong(LabelLength)}";
        return IsNamePart(name) ? null : QualifiedNameDetail("name part");
    }

    /// <summary>A label's value: empty, or up to 63 letters, digits, <c>-_.</c>, letters or digits at both ends.</summary>
    public static string? LabelValue(string value)
    {
        if (value.Length > LabelLength)
            return TooLong(LabelLength);
        return value.Length == 0 || IsNamePart(value)
            ? null
            : "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric " +
              "character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
    }

    /// <summary>A port's name (RFC 6335): up to 15 of <c>a-z0-9-</c>, a letter among them, no dash at the ends or doubled.</summary>
    public static string? PortName(string value)
    {
        if (value.Length > 15)
            return TooLong(15);
        if (!value.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            return "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)";
        if (!value.Any(char.IsAsciiLetterLower))
            return "must contain at least one letter (a-z)";
        if (value.Contains("--", StringComparison.Ordinal))
            return "must not contain consecutive hyphens";
        return value[0] == '-' || value[^1] == '-' ? "must not begin or end with a hyphen" : null;
    }

    /// <summary>A key of a ConfigMap or Secret: up to 253 of letters, digits, <c>-_.</c>; not a path of dots.</summary>
    public static string? ConfigKey(string value)
    {
        if (value.Length > SubdomainLength)
            return TooLong(SubdomainLength);
        if (value.Length == 0 || !value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            return "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used " +
                "for validation is '[-._a-zA-Z0-9]+')";
        }

        if (value is "." or "..")
            return $"must not be '{value}'";
        return value.StartsWith("..", StringComparison.Ordinal) ? "must not start with '..'" : null;
    }

    /// <summary>An environment variable's name: printable ASCII without <c>=</c>.</summary>
    public static string? EnvironmentVariable(string value) => value.Length > 0 && value.All(c => c is >= ' ' and <= '~' and not '=')
        ? null
        : "a valid environment variable name must consist only of printable ASCII characters other than '='";

    /// <summary>The detail of a value with more characters than it may have.</summary>
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

    private static bool IsNamePart(ReadOnlySpan<char> value)
    {
        if (!char.IsAsciiLetterOrDigit(value[0]) || !char.IsAsciiLetterOrDigit(value[^1]))
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
