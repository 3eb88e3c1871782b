using Tiphys.Api.Documents;

namespace Tiphys.CompareServers.Mutations;

/// <summary>Values worth trying for a field of a scalar type: plain, boundary, malformed, of another type.</summary>
internal static class ScalarValues
{
    private static readonly DocNode[] Quantities = ["1", "0", "-1", "1500m", "1.5Gi", "1e3", "0.0001", "99999999999999999999", "much", "", 2L, true];
    private static readonly DocNode[] IntOrStrings = [0L, 1L, -1L, 70000L, "http", "50%", "150%", "-5%", "", "Bad Name!", 3000000000L, true];
    private static readonly DocNode[] Times = ["2024-01-02T03:04:05Z", "2024-01-02T03:04:05.678901Z", "yesterday", "", 5L];
    private static readonly DocNode[] Bytes = ["", "aGVsbG8=", "!!", 5L];
    private static readonly DocNode[] Booleans = [true, false, "true", 1L];
    private static readonly DocNode[] Integers = [-1L, 0L, 1L, 2L, 100L, 65536L, 2147483647L, "1"];
    private static readonly DocNode[] Numbers = [new DocNumber(0.5), -1L, "1"];
    private static readonly DocNode[] Texts =
    [
        "", "x", "Bad Value!", "a/b", "UPPER.Example.com", "example.com/name", "10.0.0.7", "/abs/../path", "*", "-x", new string('a', 64), new string('a', 254), 5L, true,
    ];

    public static IEnumerable<DocNode> For(DocObject schema) => schema.GetString("format") switch
    {
        "int-or-string" => IntOrStrings,
        "date-time" => Times,
        "byte" => Bytes,
        "int32" => [.. Integers, 2147483648L, new DocNumber(1.5)],
        "int64" => [.. Integers, 9223372036854775807L],
        _ when schema.GetArray("oneOf") is not null => Quantities,
        _ => schema.GetString("type") switch
        {
            "integer" => Integers,
            "number" => Numbers,
            "boolean" => Booleans,
            _ when schema.GetArray("enum") is { } known => [.. known, "Bogus", "", 5L],
            _ => Texts,
        },
    };

    /// <summary>A value that says nothing special, to fill in what must be there.</summary>
    public static DocNode Plain(DocObject schema) => schema.GetString("format") switch
    {
        "int-or-string" => 1L,
        "date-time" => "2024-01-02T03:04:05Z",
        "byte" => "aGVsbG8=",
        _ when schema.GetArray("oneOf") is not null => "1",
        _ => schema.GetString("type") switch
        {
            "integer" or "number" => 1L,
            "boolean" => true,
            "array" => new DocArray(),
            "object" => new DocObject(),
            _ when schema.GetArray("enum") is { Count: > 0 } known => known[0],
            _ => "x",
        },
    };
}
