using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Defaulting;

namespace Tiphys.Api.Machinery.Strategies;

/// <summary>A custom resource definition remembers every version it ever stored objects in.</summary>
internal static class DefinitionStrategy
{
    public static void KeepStoredVersion(DocObject definition)
    {
        var storage = (definition.GetObject("spec")?.ObjectsOf("versions") ?? []).FirstOrDefault(version => version.GetBool("storage") == true);
        if (storage?.GetString("name") is not { } name)
            return;
        var status = definition.GetOrAddObject("status");
        var stored = status.GetArray("storedVersions") ?? [];
        if (!stored.Strings().Contains(name))
            stored.Add(name);
        status["storedVersions"] = stored;
    }
}
