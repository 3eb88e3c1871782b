namespace Tiphys.Api.OpenApi;

/// <summary>The media types that documents list. CBOR is not among them: it is spoken here but upstream, where it is off by default, does not list it.</summary>
internal static class MediaTypes
{
    public const string Json = "application/json";
    public const string Yaml = "application/yaml";
    public const string Protobuf = "application/vnd.kubernetes.protobuf";

    public static readonly IReadOnlyList<string> Any = ["*/*"];

    public static readonly IReadOnlyList<string> Object = [Json, Yaml, Protobuf];

    public static readonly IReadOnlyList<string> Watch = [Json, Yaml, Protobuf, Json + ";stream=watch", Protobuf + ";stream=watch"];

    public static readonly IReadOnlyList<string> Log = ["text/plain", Json, Yaml, Protobuf];

    public static readonly IReadOnlyList<string> Patch =
        ["application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json", "application/apply-patch+yaml"];

    /// <summary>Custom resources have no strategic merge patch and no protobuf.</summary>
    public static readonly IReadOnlyList<string> CustomPatch = ["application/json-patch+json", "application/merge-patch+json", "application/apply-patch+yaml"];

    public static readonly IReadOnlyList<string> CustomObject = [Json, Yaml];
}
