using System.Globalization;
using Tiphys.Api.Machinery.Cel.Costs;
using Tiphys.Api.Machinery.Cel.Values;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>The Kubernetes format library: <c>format.dns1123Label().validate(x)</c>, <c>format.named("uri")</c>.</summary>
internal static class NamedFormatFunctions
{
    private const int LongestFormatRegex = 128;

    private static readonly NamedFormatValue[] Formats =
    [
        new("dns1123Label", NameFormats.Label1123, 30),
        new("dns1123Subdomain", NameFormats.Subdomain, 60),
        new("dns1035Label", NameFormats.Label1035, 30),
        new("qualifiedName", NameFormats.QualifiedName, 60),
        new("dns1123LabelPrefix", text => NameFormats.Label1123(Prefix(text)), 30),
        new("dns1123SubdomainPrefix", text => NameFormats.Subdomain(Prefix(text)), 60),
        new("dns1035LabelPrefix", text => NameFormats.Label1035(Prefix(text)), 30),
        new("labelValue", NameFormats.LabelValue, 40),
        new("uri", text => UrlValue.TryParse(text, out var error) is null ? error : null, 1103),
        new("uuid", text => Guid.TryParseExact(text, "D", out _) || Guid.TryParseExact(text, "N", out _) ? null : "does not match the UUID format", 82),
        new("byte", text => text.Length > 0 && text.AsSpan().IndexOfAny(" \t\r\n") < 0 && System.Buffers.Text.Base64.IsValid(text) ? null : "invalid base64", 84),
        new("date", text => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? null : "invalid date", 122),
        new("datetime", text => CelTime.TryParse(text, out _) ? null : "invalid datetime", 122),
    ];

    private static readonly CallCost Validation = new(
        (arguments, in _) => CostRange.Scale(CallCost.SizeOf(arguments[1]) + 1, CallCost.TraversalFactor)
            * CostRange.Scale((ulong)((NamedFormatValue)arguments[0].AsObject).RegexSize, CallCost.RegexFactor),
        call => new CallEstimate(call.Size(1) * CallCost.TraversalFactor * (LongestFormatRegex * CallCost.RegexFactor), null));

    public static void Declare(Declarations declare)
    {
        foreach (var format in Formats)
            declare.Global("format." + format.Name, "-> format", _ => CelValue.From(format));
        declare.Global("format.named", "string -> optional(format)", a => Named(a[0].AsString));
        declare.Member("validate", "format, string -> optional(list(string))", a => Validate((NamedFormatValue)a[0].AsObject, a[1].AsString), Validation);
    }

    /// <summary>A prefix may end in a dash, as something follows it.</summary>
    private static string Prefix(string text) => text.EndsWith('-') && text.Length > 1 ? text[..^1] + "a" : text;

    private static CelValue Named(string name) =>
        Array.Find(Formats, format => format.Name == name) is { } found ? CelValue.Optional(CelValue.From(found)) : CelValue.None;

    private static CelValue Validate(NamedFormatValue format, string text) =>
        format.Validate(text) is { } problem ? CelValue.Optional(CelValue.From(ArrayList.Of(problem.Split('\n')))) : CelValue.None;
}
