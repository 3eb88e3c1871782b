using System.Text;
using System.Text.Json;

namespace Tiphys.ApiServer.WatchCache;

/// <summary>Reads one scalar of an encoded object by its path, without decoding the rest.</summary>
internal static class FieldScanner
{
    /// <summary>What is stored has been admitted: how deep it is, is not asked again.</summary>
    public static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = 1_000 };

    /// <returns>The value as selectors compare it; null if the path leads nowhere or to no scalar.</returns>
    public static string? Read(ReadOnlySpan<byte> document, ReadOnlySpan<byte[]> path)
    {
        var reader = new Utf8JsonReader(document, AnyDepth);
        reader.Read();
        foreach (var name in path)
        {
            if (reader.TokenType != JsonTokenType.StartObject || !Find(ref reader, name))
                return null;
        }

        return reader.TokenType switch
        {
            JsonTokenType.String => string.IsInterned(reader.GetString()!) ?? reader.GetString(),
            JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
            JsonTokenType.True => "true",
            JsonTokenType.False => "false",
            _ => null,
        };
    }

    /// <summary>From an object's start token, moves to the first token of the member's value.</summary>
    private static bool Find(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var hit = reader.ValueTextEquals(name);
            reader.Read();
            if (hit)
                return true;
            reader.Skip();
        }

        return false;
    }
}
