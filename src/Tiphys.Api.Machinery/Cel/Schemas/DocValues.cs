using System.Globalization;
using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Cel.Values;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.Cel.Schemas;

/// <summary>Documents as values, without copying them: containers are views, scalars are read when they are reached.</summary>
public static class DocValues
{
    /// <summary>A document of which no schema is known: what JSON says it is.</summary>
    public static CelValue Of(DocNode? node) => node switch
    {
        DocString text => CelValue.From(text.Value),
        DocBool flag => CelValue.From(flag.Value),
        DocNumber number => OfNumber(number),
        DocObject members => CelValue.From(new DocMap(members, null)),
        DocArray items => CelValue.From(new DocList(items, null)),
        _ => CelValue.Null,
    };

    /// <summary>A document as its declared type has it; an error if it does not fit.</summary>
    public static CelValue Of(DocNode? node, DeclaredType type)
    {
        switch (type.Schema.Type, node)
        {
            case (_, null or DocNull):
                return CelValue.Null;
            case (SchemaType.Object or SchemaType.Map, DocObject members):
                return CelValue.From(new DocMap(members, type));
            case (SchemaType.Array, DocArray items):
                return CelValue.From(new DocList(items, type));
            case (SchemaType.String, DocString text):
                return OfText(text.Value, type.Schema.Format);
            case (SchemaType.Integer, DocNumber number):
                return number.TryGetInt64(out var whole) ? CelValue.From(whole) : CelValue.Error("invalid data, expected int");
            case (SchemaType.Number, DocNumber number):
                return CelValue.From(number.AsDouble());
            case (SchemaType.Boolean, DocBool flag):
                return CelValue.From(flag.Value);
            case (SchemaType.IntOrString or SchemaType.Quantity or SchemaType.Any, _):
                return Of(node);
            default:
                return CelValue.Error($"invalid data, expected {type.Type}");
        }
    }

    /// <summary>The document that a value stands for; null with the reason if there is none.</summary>
    public static DocNode? ToDocument(in CelValue value, out string error)
    {
        error = "";
        switch (value.Kind)
        {
            case CelKind.Null:
                return DocNull.Instance;
            case CelKind.Bool:
                return DocBool.Of(value.IsTrue);
            case CelKind.Int:
                return new DocNumber(value.AsInt);
            case CelKind.Uint:
                return new DocNumber(System.Text.Encoding.ASCII.GetBytes(value.AsUint.ToString(CultureInfo.InvariantCulture)));
            case CelKind.Double when double.IsFinite(value.AsDouble):
                return new DocNumber(value.AsDouble);
            case CelKind.String:
                return new DocString(value.AsString);
            case CelKind.Bytes:
                return new DocString(Convert.ToBase64String(value.AsBytes));
            case CelKind.Timestamp or CelKind.Duration:
                return new DocString(value.ToString());
            case CelKind.List:
                return ToArray(value.AsList, out error);
            case CelKind.Map:
                return ToObject(value.AsMap, out error);
            case CelKind.Object when value.AsObject is StructValue structure:
                return ToObject(structure.Fields, out error);
            case CelKind.Optional:
                return value.HasValue ? ToDocument(value.OptionalValue, out error) : DocNull.Instance;
            default:
                error = $"cannot convert a value of type {value.Type.Name} to JSON";
                return null;
        }
    }

    private static CelValue OfNumber(DocNumber number) =>
        number.IsInteger && number.TryGetInt64(out var whole) ? CelValue.From(whole) : CelValue.From(number.AsDouble());

    private static CelValue OfText(string text, string? format)
    {
        switch (format)
        {
            case "byte":
                var bytes = new byte[text.Length];
                return Convert.TryFromBase64String(text, bytes, out var written) ? CelValue.From(bytes[..written]) : CelValue.Error("Invalid bytes");
            case "duration":
                return CelDuration.TryParse(text, out var nanoseconds) ? CelValue.FromNanoseconds(nanoseconds) : CelValue.Error($"Invalid duration {text}");
            case "date":
                return CelTime.TryParse(text + "T00:00:00Z", out var date) ? CelValue.From(date) : CelValue.Error($"Invalid date {text}");
            case "date-time":
                return CelTime.TryParse(text, out var time) ? CelValue.From(time) : CelValue.Error($"Invalid date-time {text}");
            default:
                return CelValue.From(text);
        }
    }

    private static DocArray? ToArray(CelList list, out string error)
    {
        error = "";
        var array = new DocArray();
        for (var i = 0; i < list.Count; i++)
        {
            if (ToDocument(list[i], out error) is not { } item)
                return null;
            array.Add(item);
        }

        return array;
    }

    private static DocObject? ToObject(CelMap map, out string error)
    {
        error = "";
        var members = new DocObject();
        foreach (var key in map.Keys())
        {
            map.TryGet(key, out var value);
            if (key.Kind != CelKind.String)
                error = $"cannot convert a map key of type {key.Type.Name} to JSON";
            if (key.Kind != CelKind.String || ToDocument(value, out error) is not { } node)
                return null;
            members.Set(key.AsString, node);
        }

        return members;
    }

    private static DocObject? ToObject(IReadOnlyDictionary<string, CelValue> fields, out string error)
    {
        error = "";
        var members = new DocObject();
        foreach (var (name, value) in fields)
        {
            if (ToDocument(value, out error) is not { } node)
                return null;
            members.Set(name, node);
        }

        return members;
    }
}
