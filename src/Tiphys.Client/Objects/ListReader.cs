using System.Text.Json;
using Tiphys.Client.Json;

namespace Tiphys.Client.Objects;

/// <summary>Reads a list answer item by item, each from the slice of the body it stands in.</summary>
internal static class ListReader
{
    public static ObjectList<T> Read<T>(ReadOnlyMemory<byte> body, IObjectCodec<T> codec)
    {
        var items = new List<T>();
        var resourceVersion = "";
        string? next = null;
        var reader = new Utf8JsonReader(body.Span, KubeJson.AnyDepth);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("metadata"u8))
                ReadMetadata(ref reader, ref resourceVersion, ref next);
            else if (reader.ValueTextEquals("items"u8))
                ReadItems(ref reader, body, codec, items);
            else
                reader.Skip();
        }

        return new(items, resourceVersion, string.IsNullOrEmpty(next) ? null : next);
    }

    private static void ReadMetadata(ref Utf8JsonReader reader, ref string resourceVersion, ref string? next)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isVersion = reader.ValueTextEquals("resourceVersion"u8);
            var isContinue = reader.ValueTextEquals("continue"u8);
            reader.Read();
            if (isVersion)
                resourceVersion = reader.GetString() ?? "";
            else if (isContinue)
                next = reader.GetString();
            else
                reader.Skip();
        }
    }

    private static void ReadItems<T>(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body, IObjectCodec<T> codec, List<T> items)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
            return;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            items.Add(codec.Decode(body[start..(int)reader.BytesConsumed]));
        }
    }
}
