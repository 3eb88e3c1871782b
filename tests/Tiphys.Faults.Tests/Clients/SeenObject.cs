using System.Globalization;
using System.Text.Json;

namespace Tiphys.Faults.Tests.Clients;

/// <summary>What matters of a ConfigMap to the tests.</summary>
internal readonly record struct SeenObject(string Key, long Revision, string Value)
{
    public static SeenObject Of(JsonElement document)
    {
        var metadata = document.GetProperty("metadata");
        return new(
            metadata.GetProperty("name").GetString()!,
            RevisionOf(metadata),
            document.TryGetProperty("data", out var data) ? data.GetProperty("v").GetString()! : "");
    }

    public static long RevisionOf(JsonElement metadata) => long.Parse(metadata.GetProperty("resourceVersion").GetString()!, CultureInfo.InvariantCulture);
}
