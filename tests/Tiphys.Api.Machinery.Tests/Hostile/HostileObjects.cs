using Tiphys.Api.Documents;
using Tiphys.Api.Resources;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.Tests.Hostile;

/// <summary>Makes objects that mostly have the shape of their schema, full of values nobody meant.</summary>
internal sealed class HostileObjects(Random random)
{
    private const int Deepest = 9;

    private static readonly string[] Texts =
    [
        "", " ", "a", "A", "x".PadRight(300, 'x'), "..", "a/b", "/", "kubernetes.io/x", "-1", "0", "99999999999999999999", "1e400", "25%", "-5%", "%", "10Mi", "1e-400", "0x1", "::1", "10.0.0.1/33", "10.0.0.0/8",
        "fe80::1%eth0", "300.1.1.1", "https://x", "Always", "ClusterIP", "TCP", "true", "null", "\u0000", "\ud83d\ude00", "é", "\"", "2026-13-45T99:99:99Z", "2026-01-01T00:00:00Z", "@every 1s", "* * * * *", "$(A)", "self.x > 0",
        "[", "(a+)+$", "YQ==", "!", "a=b", "a in (b", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "system:masters", "None", "None,None", ":", "a:b:c", "sha256:", ".spec.x", "{.a[?(@.b)]}",
    ];

    private static readonly string[] Quantities = ["0", "-1", "1", "10Mi", "100m", "1e3", "1n", "9223372036854775807", "-9E", "0.5"];

    private static readonly long[] Numbers = [0, 1, -1, 80, 65_535, 65_536, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue, 1_000_000_007];

    public DocObject Make(ResourceInfo resource)
    {
        var made = Value(resource.Schema, 0, exact: true) as DocObject ?? new DocObject();
        made["kind"] = resource.Kind;
        made["apiVersion"] = resource.ApiVersion;
        if (made["metadata"] is not DocObject || random.Next(4) > 0)
            made["metadata"] = new DocObject { { "name", "a" }, { "namespace", resource.Namespaced ? "default" : null! } };
        if (!resource.Namespaced && made["metadata"] is DocObject metadata)
            metadata.Remove("namespace");
        return made;
    }

    private DocNode Value(Schema schema, int depth, bool exact = false)
    {
        if (!exact && random.Next(300) == 0)
            return Junk(depth);
        switch (schema.Type)
        {
            case SchemaType.Array:
                var list = new DocArray();
                for (var left = depth > Deepest ? 0 : random.Next(4); left > 0; left--)
                    list.Add(Value(schema.Items!, depth + 1));
                if (list.Count > 0 && random.Next(5) == 0)
                    list.Add(list[0].DeepClone());
                return list;
            case SchemaType.Map:
                var map = new DocObject();
                for (var left = depth > Deepest ? 0 : random.Next(3); left > 0; left--)
                    map[Text(schema)] = Value(schema.Items!, depth + 1);
                return map;
            case SchemaType.Object:
                return Object(schema, depth);
            case SchemaType.Boolean:
                return random.Next(2) == 0;
            case SchemaType.Integer or SchemaType.Number:
                return Number(schema.Format == "int32");
            case SchemaType.IntOrString:
                return random.Next(2) == 0 ? Number(small: true) : Text(schema);
            case SchemaType.Quantity:
                return random.Next(100) == 0 ? Text(schema) : Quantities[random.Next(Quantities.Length)];
            case SchemaType.String when schema.Format is "date-time" or "byte" || schema.Name?.EndsWith("Duration", StringComparison.Ordinal) == true:
                return random.Next(100) == 0 ? Text(schema) : Formatted(schema);
            case SchemaType.Any:
                return Junk(depth);
            default:
                return Text(schema);
        }
    }

    private DocObject Object(Schema schema, int depth)
    {
        var made = new DocObject();
        if (depth > Deepest)
            return made;
        var likelihood = depth < 3 ? 2 : 4;
        foreach (var field in schema.Fields)
        {
            if (random.Next(likelihood) == 0)
                made[field.Name] = Value(field.Schema, depth + 1);
        }

        return made;
    }

    private DocNode Junk(int depth) => random.Next(9) switch
    {
        0 => DocNull.Instance,
        1 => random.Next(2) == 0,
        2 => Number(small: false),
        3 => new DocNumber(0.5),
        4 when depth < Deepest => new DocArray([Junk(depth + 1)]),
        5 when depth < Deepest => new DocObject { { Texts[random.Next(Texts.Length)], Junk(depth + 1) } },
        6 => new DocArray(),
        7 => new DocObject(),
        _ => Texts[random.Next(Texts.Length)],
    };

    private string Text(Schema schema) => schema.Enum.Count > 0 && random.Next(3) > 0 ? schema.Enum[random.Next(schema.Enum.Count)] : Texts[random.Next(Texts.Length)];

    private static string Formatted(Schema schema) => schema.Format switch
    {
        "byte" => "LS0tLS1CRUdJTg==",
        "date-time" => schema.Name?.EndsWith("MicroTime", StringComparison.Ordinal) == true ? "2026-01-02T03:04:05.000006Z" : "2026-01-02T03:04:05Z",
        _ => "-1h2m3.5s",
    };

    private DocNode Number(bool small)
    {
        var number = Numbers[random.Next(Numbers.Length)];
        return small ? (long)(int)number : number;
    }
}
