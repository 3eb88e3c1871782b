using Tiphys.Api.Machinery.Cel.Types;

namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>Reads the signatures that libraries are declared with.</summary>
internal static class SignatureReader
{
    private static readonly Dictionary<string, CelType> Names = new()
    {
        ["dyn"] = CelType.Dyn,
        ["null"] = CelType.Null,
        ["bool"] = CelType.Bool,
        ["int"] = CelType.Int,
        ["uint"] = CelType.Uint,
        ["double"] = CelType.Double,
        ["string"] = CelType.String,
        ["bytes"] = CelType.Bytes,
        ["duration"] = CelType.Duration,
        ["timestamp"] = CelType.Timestamp,
        ["url"] = LibraryTypes.Url,
        ["ip"] = LibraryTypes.Ip,
        ["cidr"] = LibraryTypes.Cidr,
        ["quantity"] = LibraryTypes.Quantity,
        ["semver"] = LibraryTypes.Semver,
        ["format"] = LibraryTypes.NamedFormat,
        ["authorizer"] = LibraryTypes.Authorizer,
        ["pathcheck"] = LibraryTypes.PathCheck,
        ["groupcheck"] = LibraryTypes.GroupCheck,
        ["resourcecheck"] = LibraryTypes.ResourceCheck,
        ["decision"] = LibraryTypes.Decision,
    };

    public static (CelType[] Parameters, CelType Result) Read(string signature)
    {
        var arrow = signature.IndexOf("->", StringComparison.Ordinal);
        var at = 0;
        var left = signature[..arrow].Trim();
        List<CelType> parameters = [];
        while (at < left.Length)
        {
            parameters.Add(ReadType(left, ref at));
            at = SkipBlanks(left, at, ',');
        }

        at = 0;
        return ([.. parameters], ReadType(signature[(arrow + 2)..].Trim(), ref at));
    }

    private static CelType ReadType(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiLetter(text[at]))
            at++;
        var name = text[start..at];
        if (at >= text.Length || text[at] != '(')
            return char.IsAsciiLetterUpper(name[0]) ? CelType.Variable(name) : Names[name];
        List<CelType> parameters = [];
        while (text[at] != ')')
        {
            at = SkipBlanks(text, at + 1, ' ');
            parameters.Add(ReadType(text, ref at));
        }

        at++;
        return name switch
        {
            "list" => CelType.List(parameters[0]),
            "map" => CelType.Map(parameters[0], parameters[1]),
            "optional" => CelType.Optional(parameters[0]),
            _ => CelType.TypeOf(parameters[0]),
        };
    }

    private static int SkipBlanks(string text, int at, char also)
    {
        while (at < text.Length && (text[at] == ' ' || text[at] == also))
            at++;
        return at;
    }
}
