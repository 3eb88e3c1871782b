using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;
using Tiphys.Api.Machinery.Validation.Metadata;
using Tiphys.Primitives.Quantities;

namespace Tiphys.Api.Machinery.Validation;

/// <summary>Rules that several kinds share: selectors, ports, percentages, quantities, references.</summary>
internal static class SharedRules
{
    public static void PortNumber(FieldErrors errors, DocNode? value, FieldPath path)
    {
        if (value is DocNumber number && (!number.TryGetInt64(out var port) || port is < 1 or > 65535))
            errors.Invalid(path, value, "must be between 1 and 65535, inclusive");
    }

    /// <summary>A port by number or by name.</summary>
    public static void PortReference(FieldErrors errors, DocNode? value, FieldPath path)
    {
        if (value is DocString name)
            errors.InvalidIf(NameFormats.PortName(name.Value), path, value);
        else if (value is DocNumber)
            PortNumber(errors, value, path);
        else
            errors.Invalid(path, 0, "must be between 1 and 65535, inclusive");
    }

    /// <summary>A non-negative number or percentage.</summary>
    public static void NumberOrPercent(FieldErrors errors, DocObject? owner, string name, FieldPath path)
    {
        if (owner?[name] is DocString text && !IsPercent(text.Value))
        {
            errors.Invalid(path.Child(name), text, "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')");
        }
        else
        {
            errors.NonNegative(owner, name, path);
        }
    }

    public static bool IsPercent(string text) => text.Length > 1 && text[^1] == '%' && text.AsSpan(0, text.Length - 1).IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>True if a number or percentage is zero.</summary>
    public static bool IsZero(DocNode? value) => value is DocString { Value: "0%" } || (value is DocNumber number && number.TryGetInt64(out var whole) && whole == 0);

    public static void LabelSelector(FieldErrors errors, DocObject? selector, FieldPath path)
    {
        if (selector is null)
            return;
        MetadataRules.ValidateLabels(selector.GetObject("matchLabels"), path.Child("matchLabels"), errors);
        foreach (var (expression, at) in selector.Items("matchExpressions", path))
        {
            var values = expression.GetArray("values")?.Count ?? 0;
            switch (expression.Text("operator"))
            {
                case "In" or "NotIn":
                    if (values == 0)
                        errors.Required(at.Child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
                    break;
                case "Exists" or "DoesNotExist":
                    if (values > 0)
                        errors.Forbidden(at.Child("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                    break;
                default:
                    errors.Invalid(at.Child("operator"), expression["operator"], "not a valid selector operator");
                    break;
            }

            errors.InvalidIf(NameFormats.QualifiedName(expression.Text("key")), at.Child("key"), expression.Text("key"));
            foreach (var (value, valueAt) in expression.Texts("values", at))
                errors.InvalidIf(NameFormats.LabelValue(value), valueAt, value);
        }
    }

    public static Quantity? QuantityOf(DocNode? node) => Quantity.TryParse((node as DocString)?.Value, out var value) ? value : null;

    public static void NonNegativeQuantity(FieldErrors errors, DocNode? node, FieldPath path)
    {
        if (QuantityOf(node) is { Sign: < 0 })
            errors.Invalid(path, node, "must be greater than or equal to 0");
    }

    /// <summary>A path below a domain, <c>example.com/name</c>.</summary>
    public static void DomainPrefixedPath(FieldErrors errors, string text, FieldPath path)
    {
        var slash = text.IndexOf('/');
        if (slash <= 0 || slash == text.Length - 1)
        {
            errors.Invalid(path, text, "must be a domain-prefixed path (such as \"acme.io/foo\")");
            return;
        }

        errors.InvalidIf(NameFormats.Subdomain(text[..slash]), path, text[..slash]);
        var rest = text[(slash + 1)..];
        if (!rest.All(c => char.IsAsciiLetterOrDigit(c) || "/-._~%!$&'()*+,;=:".Contains(c)))
            errors.Invalid(path, rest, "Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')");
    }

    /// <summary>An id of a user or group.</summary>
    public static void Id(FieldErrors errors, DocObject? owner, string name, FieldPath path)
    {
        if (owner?.GetInt64(name) is < 0 or > int.MaxValue)
            errors.Invalid(path.Child(name), owner[name], "must be between 0 and 2147483647, inclusive");
    }

    public static void IpAddress(FieldErrors errors, DocNode? value, FieldPath path)
    {
        if (!IsIp((value as DocString)?.Value))
            errors.Invalid(path, value, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
    }

    /// <summary>True for an address in its usual form; no leading zeros, no shortened octets.</summary>
    public static bool IsIp(string? text) => System.Net.IPAddress.TryParse(text, out var address)
        && (address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetwork || address.ToString() == text)
        && !text.Contains('%') && !text.Contains('[');

    /// <summary>A path without <c>..</c> and not from the root.</summary>
    public static void LocalPath(FieldErrors errors, string text, FieldPath path)
    {
        if (text.StartsWith('/'))
            errors.Invalid(path, text, "must be a relative path");
        NoBackSteps(errors, text, path);
    }

    public static void NoBackSteps(FieldErrors errors, string text, FieldPath path)
    {
        if (text.Split('/').Contains(".."))
            errors.Invalid(path, text, "must not contain '..'");
    }
}
