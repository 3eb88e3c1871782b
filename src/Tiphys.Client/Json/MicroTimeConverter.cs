using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tiphys.Client.Json;

/// <summary>metav1.MicroTime: RFC 3339 with exactly six decimals.</summary>
internal sealed class MicroTimeConverter : JsonConverter<DateTime?>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    public override DateTime? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null
            ? null
            : DateTime.Parse(reader.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal);

    public override void Write(Utf8JsonWriter writer, DateTime? value, JsonSerializerOptions options)
    {
        if (value is { } time)
            writer.WriteStringValue(time.ToUniversalTime().ToString(Format, CultureInfo.InvariantCulture));
        else
            writer.WriteNullValue();
    }
}
