using System.Text.Json;
using System.Text.Json.Serialization;
using Tiphys.Client.Objects;

namespace Tiphys.Client.Json;

/// <summary>The shapes that are ours beside the models of the package.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(PartialObject))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ClientJsonContext : JsonSerializerContext;
