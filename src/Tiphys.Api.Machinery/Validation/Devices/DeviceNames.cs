using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;
using Tiphys.Api.Machinery.Validation.Storage;

namespace Tiphys.Api.Machinery.Validation.Devices;

/// <summary>The names that devices, their attributes and their pools have, and lists of bounded length.</summary>
internal static class DeviceNames
{
    public const int MostRequests = 32;
    public const int MostConfigurations = 32;
    private const int LongestIdentifier = 32;

    /// <summary>The elements of a list; none, and an error, if there are too many.</summary>
    public static IEnumerable<(DocObject Item, FieldPath Path)> Limited(DocObject owner, string list, int most, FieldPath path, FieldErrors errors)
    {
        if (owner.GetArray(list) is not { } items || items.Count <= most)
            return owner.Items(list, path);
        errors.TooMany(path.Child(list), items.Count, most);
        return [];
    }

    /// <summary>As <see cref="Limited"/>, where no two elements may have the same key.</summary>
    public static void Unique(IEnumerable<(DocObject Item, FieldPath Path)> items, string key, FieldErrors errors)
    {
        var seen = new HashSet<string>();
        foreach (var (item, at) in items)
        {
            if (!seen.Add(item.Text(key)))
                errors.Duplicate(at, item.Text(key));
        }
    }

    /// <summary>A name with or without the domain of who defined it.</summary>
    public static void Qualified(string name, FieldPath path, FieldErrors errors)
    {
        var parts = name.Split('/');
        if (parts.Length == 1)
        {
            Identifier(parts[0], path, errors);
        }
        else if (parts.Length == 2)
        {
            if (parts[0].Length == 0)
                errors.Invalid(path, "", "the domain must not be empty");
            else
                CsiValidators.DriverName(parts[0], path, errors);
            if (parts[1].Length == 0)
                errors.Invalid(path, "", "the name must not be empty");
            else
                Identifier(parts[1], path, errors);
        }
    }

    public static void FullyQualified(string name, FieldPath path, FieldErrors errors)
    {
        Qualified(name, path, errors);
        if (!name.Contains('/'))
            errors.Invalid(path, name, "a fully qualified name must be a domain and a name separated by a slash");
    }

    /// <summary>Subdomains joined by slashes.</summary>
    public static void Pool(string name, FieldPath path, FieldErrors errors)
    {
        if (name.Length == 0)
        {
            errors.Required(path);
            return;
        }

        if (name.Length > NameFormats.SubdomainLength)
            errors.TooLong(path, NameFormats.SubdomainLength);
        foreach (var part in name.Split('/'))
            errors.InvalidIf(NameFormats.Subdomain(part), path, part);
    }

    private static void Identifier(string text, FieldPath path, FieldErrors errors)
    {
        if (text.Length > LongestIdentifier)
            errors.TooLong(path, LongestIdentifier);
        if (text.Length == 0 || char.IsAsciiDigit(text[0]) || !text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            errors.Invalid(
                path,
                text,
                "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_' (e.g. 'my_name',  " +
                "or 'MY_NAME',  or 'MyName', regex used for validation is '[A-Za-z_][A-Za-z0-9_]*')");
        }
    }
}
