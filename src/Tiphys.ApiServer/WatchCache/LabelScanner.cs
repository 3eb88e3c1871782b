using System.Text.Json;

namespace Tiphys.ApiServer.WatchCache;

/// <summary>Finds <c>metadata.labels</c> in an encoded object without decoding it.</summary>
internal static class LabelScanner
{
    public static LabelSpan[] Scan(ReadOnlySpan<byte> document)
    {
        var reader = new Utf8JsonReader(document, FieldScanner.AnyDepth);
        reader.Read();
        if (!Enter(ref reader, "metadata"u8) || !Enter(ref reader, "labels"u8))
            return [];
        var found = new List<LabelSpan>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var keyStart = (int)reader.TokenStartIndex + 1;
            var keyLength = reader.ValueSpan.Length;
            reader.Read();
            if (reader.TokenType == JsonTokenType.String && keyLength <= short.MaxValue && reader.ValueSpan.Length <= short.MaxValue)
                found.Add(new(keyStart, (int)reader.TokenStartIndex + 1, (short)keyLength, (short)reader.ValueSpan.Length));
            else
                reader.Skip();
        }

        return [.. found];
    }

    /// <summary>From an object's start token, moves to the start token of the member's object; false if there is none.</summary>
    private static bool Enter(ref Utf8JsonReader reader, ReadOnlySpan<byte> member)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var hit = reader.ValueTextEquals(member);
            reader.Read();
            if (hit)
                return reader.TokenType == JsonTokenType.StartObject;
            reader.Skip();
        }

        return false;
    }
}
