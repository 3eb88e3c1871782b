using System.Buffers;
using System.Text.Json;

namespace Tiphys.Api.Protobuf;

/// <summary>Writes single JSON values in the form their field has.</summary>
internal static class ScalarEncoder
{
    public static void Write(ref Utf8JsonReader json, ProtoWriter output, int number, ValueKind kind)
    {
        switch (kind, json.TokenType)
        {
            case (ValueKind.Text, JsonTokenType.String):
                Text(ref json, output, number);
                break;
            case (ValueKind.Boolean, JsonTokenType.True or JsonTokenType.False):
                output.Flag(number, json.TokenType == JsonTokenType.True);
                break;
            case (ValueKind.Integer, JsonTokenType.Number):
                output.Number(number, Whole(ref json));
                break;
            case (ValueKind.Double, JsonTokenType.Number):
                output.Double(number, json.GetDouble());
                break;
            case (ValueKind.Bytes, JsonTokenType.String):
                if (json.TryGetBytesFromBase64(out var bytes))
                    output.Bytes(number, bytes);
                break;
            case (ValueKind.IntOrString or ValueKind.Quantity, JsonTokenType.Number or JsonTokenType.String):
                NumberOrText(ref json, output, number, kind);
                break;
            case (ValueKind.Time or ValueKind.MicroTime or ValueKind.Duration, JsonTokenType.String):
                Moment(json.GetString()!, output, number, kind);
                break;
            default:
                json.Skip();
                break;
        }
    }

    /// <summary>Writes the text or name the reader stands at, decoding escapes.</summary>
    public static void Text(ref Utf8JsonReader json, ProtoWriter output, int number)
    {
        if (!json.ValueIsEscaped)
        {
            output.Bytes(number, json.ValueSpan);
            return;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(json.ValueSpan.Length);
        try
        {
            output.Bytes(number, buffer.AsSpan(0, json.CopyString(buffer)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static long Whole(ref Utf8JsonReader json) => json.TryGetInt64(out var whole) ? whole : (long)json.GetDouble();

    private static void NumberOrText(ref Utf8JsonReader json, ProtoWriter output, int number, ValueKind kind)
    {
        var start = output.Begin(number);
        if (kind == ValueKind.Quantity)
        {
            if (json.TokenType == JsonTokenType.String)
                Text(ref json, output, 1);
            else
                output.Bytes(1, json.ValueSpan);
        }
        else if (json.TokenType == JsonTokenType.Number)
        {
            output.Number(1, 0);
            output.Number(2, Whole(ref json));
            output.Text(3, "");
        }
        else
        {
            output.Number(1, 1);
            output.Number(2, 0);
            Text(ref json, output, 3);
        }

        output.End(start);
    }

    private static void Moment(string text, ProtoWriter output, int number, ValueKind kind)
    {
        var start = output.Begin(number);
        if (kind == ValueKind.Duration)
        {
            if (GoTime.TryParseDuration(text, out var nanoseconds))
                output.Number(1, nanoseconds);
        }
        else if (GoTime.TryParseInstant(text, out var seconds, out var fraction))
        {
            output.Number(1, seconds);
            output.Number(2, kind == ValueKind.Time ? 0 : fraction);
        }

        output.End(start);
    }
}
