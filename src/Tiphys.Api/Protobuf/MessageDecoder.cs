using System.Text;
using System.Text.Unicode;
using Tiphys.Api.Documents;

namespace Tiphys.Api.Protobuf;

/// <summary>Turns protobuf messages into documents.</summary>
/// <remarks>Fields it does not know are passed over; nesting is bounded, and what it makes is in proportion to what it reads.</remarks>
internal static class MessageDecoder
{
    private const int MaxDepth = 200;

    /// <summary>Reads a message into a document; what the document holds already is merged as protobuf merges.</summary>
    public static void Read(ReadOnlySpan<byte> message, MessageFields fields, DocObject into, int depth = 0)
    {
        if (depth > MaxDepth)
            throw new ProtobufFormatException("proto: exceeded max depth");
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (!fields.TryGet(reader.Field, out var field))
                reader.Skip();
            else if (field.Wrapped is { } wrapped)
                Read(reader.Bytes(), wrapped, into, depth + 1);
            else
                ReadField(ref reader, field, into, depth);
        }
    }

    private static void ReadField(ref ProtoReader reader, MessageField field, DocObject into, int depth)
    {
        switch (field.Value.Kind)
        {
            case ValueKind.Repeated:
                ReadRepeated(ref reader, field, into, depth);
                break;
            case ValueKind.Map:
                ReadEntry(reader.Bytes(), field.Value.Item!, (DocObject)(into[field.Text] ??= new DocObject()), depth);
                break;
            case ValueKind.Message:
                if (into[field.Text] is not DocObject inner)
                    into.Set(field.Text, inner = new());
                Read(reader.Bytes(), field.Value.Message!.Fields, inner, depth + 1);
                break;
            default:
                if (ReadValue(ref reader, field.Value, depth) is { } value && (field.KeepsZero || field.Value.Kind == ValueKind.Json || !IsZero(value)))
                    into.Set(field.Text, value);
                break;
        }
    }

    private static void ReadRepeated(ref ProtoReader reader, MessageField field, DocObject into, int depth)
    {
        if (into[field.Text] is not DocArray items)
            into.Set(field.Text, items = []);
        var item = field.Value.Item!;

        // Numbers may come packed, several in one field.
        if (item.Kind == ValueKind.Integer && reader.Type == WireType.Bytes)
        {
            foreach (var number in Packed(reader.Bytes()))
                items.Add(number);
            return;
        }

        items.Add(ReadValue(ref reader, item, depth) ?? DocNull.Instance);
    }

    private static List<DocNode> Packed(ReadOnlySpan<byte> numbers)
    {
        var made = new List<DocNode>();
        while (!numbers.IsEmpty)
        {
            var end = numbers.IndexOfAnyInRange((byte)0, (byte)0x7f) + 1;
            if (end == 0)
                throw new ProtobufFormatException("unexpected EOF");
            byte[] field = [(1 << 3) | (int)WireType.Varint, .. numbers[..end]];
            var reader = new ProtoReader(field);
            reader.Next();
            made.Add(reader.Number());
            numbers = numbers[end..];
        }

        return made;
    }

    private static void ReadEntry(ReadOnlySpan<byte> entry, MessageValue type, DocObject into, int depth)
    {
        var key = "";
        DocNode? value = null;
        var reader = new ProtoReader(entry);
        while (reader.Next())
        {
            if (reader.Field == 1)
                key = Text(reader.Bytes());
            else if (reader.Field == 2)
                value = type.Kind == ValueKind.Repeated ? Wrapped(reader.Bytes(), type.Item!, depth) : ReadValue(ref reader, type, depth);
            else
                reader.Skip();
        }

        into.Set(key, value ?? Zero(type.Kind));
    }

    // A map cannot hold lists, so each is in a message of its own, as items (1).
    private static DocArray Wrapped(ReadOnlySpan<byte> message, MessageValue item, int depth)
    {
        var items = new DocArray();
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == 1)
                items.Add(ReadValue(ref reader, item, depth) ?? DocNull.Instance);
            else
                reader.Skip();
        }

        return items;
    }

    private static DocNode? ReadValue(ref ProtoReader reader, MessageValue type, int depth)
    {
        switch (type.Kind)
        {
            case ValueKind.Text: return new DocString(Text(reader.Bytes()));
            case ValueKind.Boolean: return DocBool.Of(reader.Number() != 0);
            case ValueKind.Integer: return new DocNumber(reader.Number());
            case ValueKind.Double: return new DocNumber(reader.Double());
            case ValueKind.Bytes: return new DocString(Convert.ToBase64String(reader.Bytes()));
            case ValueKind.Message:
                var made = new DocObject();
                Read(reader.Bytes(), type.Message!.Fields, made, depth + 1);
                return made;
            default: return SpecialDecoder.Read(reader.Bytes(), type.Kind, depth + 1);
        }
    }

    public static string Text(ReadOnlySpan<byte> utf8) =>
        Utf8.IsValid(utf8) ? Encoding.UTF8.GetString(utf8) : throw new ProtobufFormatException("proto: invalid UTF-8 in string");

    private static DocNode Zero(ValueKind kind) => kind switch
    {
        ValueKind.Text or ValueKind.Bytes => new DocString(""),
        ValueKind.Boolean => DocBool.False,
        ValueKind.Integer or ValueKind.Double => new DocNumber(0),
        ValueKind.Message => new DocObject(),
        _ => DocNull.Instance,
    };

    private static bool IsZero(DocNode value) => value switch
    {
        DocString text => text.IsEmpty,
        DocNumber number => number.AsDouble() == 0,
        DocBool flag => !flag.Value,
        _ => false,
    };
}
