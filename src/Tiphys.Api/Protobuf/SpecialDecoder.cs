using Tiphys.Api.Documents;

namespace Tiphys.Api.Protobuf;

/// <summary>Reads the messages whose JSON is no object.</summary>
internal static class SpecialDecoder
{
    /// <summary>Null if the message means that there is no value.</summary>
    public static DocNode? Read(ReadOnlySpan<byte> message, ValueKind kind, int depth) => kind switch
    {
        ValueKind.Time => Instant(message, micro: false),
        ValueKind.MicroTime => Instant(message, micro: true),
        ValueKind.Duration => new DocString(GoTime.Duration(Numbers(message).First)),
        ValueKind.Quantity => Quantity(message),
        ValueKind.IntOrString => IntOrString(message),
        ValueKind.Json => Json(message),
        _ => Alternatives(message, kind, depth),
    };

    private static DocString? Instant(ReadOnlySpan<byte> message, bool micro)
    {
        if (message.IsEmpty)
            return null;
        var (seconds, nanoseconds) = Numbers(message);
        return new(GoTime.Instant(seconds, nanoseconds, micro));
    }

    private static (long First, long Second) Numbers(ReadOnlySpan<byte> message)
    {
        var (first, second) = (0L, 0L);
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == 1)
                first = reader.Number();
            else if (reader.Field == 2)
                second = reader.Number();
            else
                reader.Skip();
        }

        return (first, second);
    }

    private static DocString Quantity(ReadOnlySpan<byte> message)
    {
        var text = "";
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == 1)
                text = MessageDecoder.Text(reader.Bytes());
            else
                reader.Skip();
        }

        return new(text.Length == 0 ? "0" : text);
    }

    private static DocNode IntOrString(ReadOnlySpan<byte> message)
    {
        var (type, number, text) = (0L, 0L, "");
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: type = reader.Number(); break;
                case 2: number = reader.Number(); break;
                case 3: text = MessageDecoder.Text(reader.Bytes()); break;
                default: reader.Skip(); break;
            }
        }

        return type == 0 ? new DocNumber(number) : new DocString(text);
    }

    private static DocNode? Json(ReadOnlySpan<byte> message)
    {
        DocNode? value = null;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field != 1)
            {
                reader.Skip();
                continue;
            }

            var raw = reader.Bytes();
            value = raw.IsEmpty ? null : Parse(raw);
        }

        return value;
    }

    private static DocNode Parse(ReadOnlySpan<byte> raw)
    {
        try
        {
            return DocReader.Parse(raw.ToArray());
        }
        catch (DocFormatException e)
        {
            throw new ProtobufFormatException($"an embedded value is not JSON: {e.Message}");
        }
    }

    private static DocNode? Alternatives(ReadOnlySpan<byte> message, ValueKind kind, int depth)
    {
        DocObject? schema = null;
        DocArray? several = null;
        var allows = false;
        var schemaField = kind == ValueKind.SchemaOrBool ? 2 : 1;
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == schemaField)
                schema = Schema(reader.Bytes(), schema, depth);
            else if (kind == ValueKind.SchemaOrBool && reader.Field == 1)
                allows = reader.Number() != 0;
            else if (kind == ValueKind.SchemaOrArray && reader.Field == 2)
                (several ??= []).Add(Schema(reader.Bytes(), null, depth));
            else if (kind == ValueKind.SchemaOrTexts && reader.Field == 2)
                (several ??= []).Add(MessageDecoder.Text(reader.Bytes()));
            else
                reader.Skip();
        }

        return several ?? (DocNode?)schema ?? (kind == ValueKind.SchemaOrBool ? DocBool.Of(allows) : null);
    }

    private static DocObject Schema(ReadOnlySpan<byte> message, DocObject? into, int depth)
    {
        into ??= [];
        MessageDecoder.Read(message, MessageValue.JsonSchema.Fields, into, depth);
        return into;
    }
}
