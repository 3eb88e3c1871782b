using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Selectors;
using Tiphys.ApiServer.CustomResources;

namespace Tiphys.ApiServer.Subresources;

/// <summary>The autoscaling/v1 Scale of a workload.</summary>
internal static class ScaleDocument
{
    private static readonly ScalePaths BuiltIn = new(["spec", "replicas"], ["status", "replicas"], null);

    /// <param name="custom">Where a custom resource keeps its numbers; null for a built-in workload.</param>
    public static DocObject Of(DocObject workload, ScalePaths? custom)
    {
        var paths = custom ?? BuiltIn;
        var metadata = workload.GetObject("metadata")!;
        var shown = new DocObject();
        foreach (var name in (ReadOnlySpan<string>)["name", "namespace", "uid", "resourceVersion", "creationTimestamp"])
            shown[name] = metadata[name];
        var status = new DocObject { { "replicas", Number(workload, paths.StatusReplicas) } };
        if (SelectorOf(workload, custom) is { Length: > 0 } selector)
            status["selector"] = selector;
        return new()
        {
            { "kind", "Scale" },
            { "apiVersion", "autoscaling/v1" },
            { "metadata", shown },
            { "spec", new DocObject { { "replicas", Number(workload, paths.SpecReplicas) } } },
            { "status", status },
        };
    }

    /// <summary>Sets the wanted number of replicas in a workload.</summary>
    public static void SetReplicas(DocObject workload, ScalePaths? custom, long replicas)
    {
        var path = (custom ?? BuiltIn).SpecReplicas;
        var at = workload;
        foreach (var name in path[..^1])
            at = at.GetOrAddObject(name);
        at[path[^1]] = replicas;
    }

    private static long Number(DocObject workload, string[] path) => workload.GetPath(path) is DocNumber number && number.TryGetInt64(out var value) ? value : 0;

    private static string SelectorOf(DocObject workload, ScalePaths? custom)
    {
        if (custom is not null)
            return custom.Selector is null ? "" : (workload.GetPath(custom.Selector) as DocString)?.Value ?? "";
        if (workload.GetObject("spec")?.GetObject("selector") is not { } selector)
            return "";
        var structured = selector["matchLabels"] is DocObject || selector["matchExpressions"] is DocArray;
        return (structured ? LabelSelector.FromObject(selector) : LabelSelector.FromMap(selector)).ToString();
    }
}
