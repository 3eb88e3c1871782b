using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Defaulting;

/// <summary>Defaults of namespaces, nodes and limit ranges.</summary>
internal static class ClusterDefaults
{
    private static readonly string[] InfoFields =
    [
        "machineID", "systemUUID", "bootID", "kernelVersion", "osImage", "containerRuntimeVersion", "kubeletVersion", "kubeProxyVersion",
        "operatingSystem", "architecture",
    ];

    public static void ApplyNamespace(DocObject @namespace)
    {
        if (@namespace.GetObject("metadata") is { } metadata && metadata.GetString("name") is { Length: > 0 } name)
            metadata.GetOrAddObject("labels").Set("kubernetes.io/metadata.name", name);
        @namespace.GetOrAddObject("spec");
        @namespace.GetOrAddObject("status").SetIfEmpty("phase", "Active");
    }

    public static void ApplyNode(DocObject node)
    {
        var status = node.GetOrAddObject("status");
        if (status["capacity"] is DocObject capacity)
            status.SetIfMissing("allocatable", capacity.Clone());
        status.SetIfMissing("daemonEndpoints", new DocObject { { "kubeletEndpoint", new DocObject { { "Port", 0 } } } });
        var info = status.GetOrAddObject("nodeInfo");
        foreach (var name in InfoFields)
            info.SetIfMissing(name, "");
        var spec = node.GetOrAddObject("spec");
        if (spec["podCIDR"] is DocString { IsEmpty: false } first)
        {
            if (spec.GetArray("podCIDRs")?.Strings().FirstOrDefault() != first.Value)
                spec["podCIDRs"] = new DocArray([first]);
        }
        else if (spec.GetArray("podCIDRs") is { Count: > 0 } all)
            spec["podCIDR"] = all[0];
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
