using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Defaulting;

/// <summary>Defaults of custom resource definitions and API services.</summary>
internal static class ExtensionDefaults
{
    public static void ApplyCustomResourceDefinition(DocObject definition)
    {
        var spec = definition.GetOrAddObject("spec");
        var names = spec.GetOrAddObject("names");
        if (names.GetString("kind") is { Length: > 0 } kind)
        {
            names.SetIfEmpty("singular", kind.ToLowerInvariant());
            names.SetIfEmpty("listKind", kind + "List");
        }

        spec.SetIfMissing("conversion", new DocObject { { "strategy", "None" } });
        (spec.GetPath("conversion", "webhook", "clientConfig", "service") as DocObject)?.SetIfMissing("port", 443);
        var status = definition.GetOrAddObject("status");
        if (status.GetArray("storedVersions") is { Count: > 0 })
            return;
        var stored = spec.ObjectsOf("versions").FirstOrDefault(version => version.GetBool("storage") == true)?.GetString("name");
        if (stored is not null)
            status["storedVersions"] = new DocArray([stored]);
    }

    public static void ApplyApiService(DocObject service) => (service.GetPath("spec", "service") as DocObject)?.SetIfMissing("port", 443);
}
