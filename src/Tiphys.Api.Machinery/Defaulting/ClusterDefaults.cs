using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Defaulting;

/// <summary>Defaults of namespaces, nodes and limit ranges.</summary>
internal static class ClusterDefaults
{
    public static void ApplyNamespace(DocObject @namespace)
    {
        if (@namespace.GetObject("metadata") is { } metadata && metadata.GetString("name") is { Length: > 0 } name)
            metadata.GetOrAddObject("labels").Set("kubernetes.io/metadata.name", name);
        @namespace.GetOrAddObject("spec");
        @namespace.GetOrAddObject("status").SetIfEmpty("phase", "Active");
    }

    public static void ApplyNode(DocObject node)
    {
        if (node.GetObject("status") is { } status && status["capacity"] is DocObject capacity)
            status.SetIfMissing("allocatable", capacity.Clone());
    }

    public static void ApplyLimitRange(DocObject range)
    {
        foreach (var item in range.GetObject("spec")?.ObjectsOf("limits") ?? [])
        {
            if (item.GetString("type") != "Container")
                continue;
            Fill(item, "default", item.GetObject("max"));
            Fill(item, "defaultRequest", item.GetObject("default"));
            Fill(item, "defaultRequest", item.GetObject("min"));
        }
    }

    private static void Fill(DocObject item, string name, DocObject? from)
    {
        foreach (var (resource, value) in from ?? [])
            item.GetOrAddObject(name).SetIfMissing(resource, value);
    }
}
