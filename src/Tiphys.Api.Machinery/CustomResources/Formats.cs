using System.Buffers.Text;
using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;
using Tiphys.Api.Machinery.Validation;

namespace Tiphys.Api.Machinery.CustomResources;

/// <summary>The formats that structural schemas may name for strings and whole numbers; others are passed over, as upstream does.</summary>
public static class Formats
{
    private static readonly FrozenSet<string> Known = FrozenSet.Create(
        "bsonobjectid", "uri", "email", "hostname", "ipv4", "ipv6", "cidr", "mac", "uuid", "uuid3", "uuid4", "uuid5", "isbn", "isbn10", "isbn13", "creditcard",
        "ssn", "hexcolor", "rgbcolor", "byte", "password", "date", "duration", "datetime", "k8sshortname", "k8slongname");

    /// <summary>True for a format that is looked at in texts; dashes in its name count for nothing.</summary>
    public static bool IsKnown(string format) => Known.Contains(format.Replace("-", "", StringComparison.Ordinal));

    /// <summary>Adds an error if the value is not of the format.</summary>
    public static void Validate(string format, DocNode value, FieldPath path, FieldErrors errors)
    {
        var fits = value switch
        {
            DocString text => Fits(format, text.Value),
            DocNumber number => format != "int32" || (number.TryGetInt64(out var whole) && whole is >= int.MinValue and <= int.MaxValue),
            _ => true,
        };
        if (!fits)
            errors.TypeInvalid(path, value, $"{path} in body must be of type {format}: \"{(value as DocString)?.Value ?? value.ToString()}\"");
    }

    /// <summary>True if the text is of the format, or the format is not known.</summary>
    public static bool Fits(string format, string text) => format switch
    {
        "date-time" or "datetime" => IsDateTime(text),
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "duration" => GoDuration.TryParse(text, out _),
        "byte" => Base64.IsValid(text),
        "ipv4" => IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetwork && text.Count(c => c == '.') == 3,
        "ipv6" => IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6,
        "cidr" => IPNetwork.TryParse(text, out _) || IsLooseCidr(text),
        "mac" => text.Split(':', '-') is { Length: 6 or 8 } parts && parts.All(part => part.Length == 2 && part.All(char.IsAsciiHexDigit)),
        "uuid" or "uuid3" or "uuid4" or "uuid5" => Guid.TryParse(text, out _),
        "uri" => Uri.TryCreate(text, UriKind.Absolute, out _) || (text.StartsWith('/') && Uri.TryCreate(text, UriKind.Relative, out _)),
        "hostname" => text.Length is > 0 and <= 255 && text.Split('.').All(label => label.Length is > 0 and <= 63 && NameFormats.Label1123(label.ToLowerInvariant()) is null),
        "email" => text.IndexOf('@') is > 0 and var at && at == text.LastIndexOf('@') && at < text.Length - 1 && !text.Contains(' '),
        "k8s-short-name" => NameFormats.Label1123(text) is null,
        "k8s-long-name" => NameFormats.Subdomain(text) is null,
        _ => true,
    };

    private static bool IsDateTime(string text) => text.Length >= 20 && text[10] is ('T' or 't')
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);

    // An address inside its network, 10.0.0.1/8, is a CIDR here though not a network.
    private static bool IsLooseCidr(string text) => text.Split('/') is [var address, var bits]
        && IPAddress.TryParse(address, out var parsed)
        && int.TryParse(bits, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
        && length <= (parsed.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
}
