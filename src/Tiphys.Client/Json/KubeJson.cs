using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using k8s;
using k8s.Models;

namespace Tiphys.Client.Json;

/// <summary>
/// Reads and writes <c>k8s.Models</c> objects as JSON without reflection.
/// </summary>
/// <remarks>
/// managedFields is passed over in both directions: nobody here reads it, it is a third of most objects, and the server keeps
/// what a write leaves out. Times of type MicroTime are always written with six decimals, which upstream's reader demands.
/// </remarks>
public static class KubeJson
{
    /// <summary>Objects may be nested far deeper than the framework reads by default; one such object must not end the reading of all others.</summary>
    internal static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = 1_000 };

    private static readonly (Type Type, string Property)[] MicroTimes =
    [
        (typeof(V1LeaseSpec), "renewTime"),
        (typeof(V1LeaseSpec), "acquireTime"),
        (typeof(Corev1Event), "eventTime"),
        (typeof(Corev1EventSeries), "lastObservedTime"),
        (typeof(Eventsv1Event), "eventTime"),
        (typeof(Eventsv1EventSeries), "lastObservedTime"),
    ];

    private static readonly JsonSerializerOptions Options = MakeOptions();

    /// <summary>How a model type is read and written. Lists and every nested type are covered too.</summary>
    /// <exception cref="NotSupportedException">The type is not a Kubernetes model.</exception>
    public static JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    /// <summary>Reads one object.</summary>
    /// <exception cref="JsonException">The bytes are not JSON of that type.</exception>
    public static T Read<T>(ReadOnlySpan<byte> utf8)
        where T : class => JsonSerializer.Deserialize(utf8, TypeInfo<T>()) ?? throw new JsonException("null where an object is due");

    /// <summary>The object as compact UTF-8 JSON, null members left out.</summary>
    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, TypeInfo<T>());

    /// <summary>Writes the object into a larger document.</summary>
    public static void Write<T>(Utf8JsonWriter writer, T value) => JsonSerializer.Serialize(writer, value, TypeInfo<T>());

    /// <summary>A copy that shares nothing with the original: shared objects are read-only, copies may be changed.</summary>
    public static T Clone<T>(T value)
        where T : class => Read<T>(Write(value));

    private static JsonSerializerOptions MakeOptions()
    {
        var resolver = JsonTypeInfoResolver.Combine(SourceGenerationContext.Default, ClientJsonContext.Default).WithAddedModifier(Adjust);
        var options = new JsonSerializerOptions(SourceGenerationContext.Default.Options) { TypeInfoResolver = resolver, MaxDepth = AnyDepth.MaxDepth };
        options.Converters.Insert(0, new CachedQuantityConverter());
        options.MakeReadOnly();
        return options;
    }

    private static void Adjust(JsonTypeInfo info)
    {
        if (info.Type == typeof(V1ObjectMeta))
        {
            foreach (var property in info.Properties.Where(property => property.Name == "managedFields").ToArray())
                info.Properties.Remove(property);
        }

        foreach (var (type, name) in MicroTimes)
        {
            if (info.Type != type)
                continue;
            foreach (var property in info.Properties.Where(property => property.Name == name))
                property.CustomConverter = new MicroTimeConverter();
        }
    }
}
