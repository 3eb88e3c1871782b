using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Selectors;

namespace Tiphys.ApiServer.Subresources;

/// <summary>The autoscaling/v1 Scale of a workload.</summary>
internal static class ScaleDocument
{
    public static DocObject Of(DocObject workload)
    {
        var metadata = workload.GetObject("metadata")!;
        var shown = new DocObject();
        foreach (var name in (ReadOnlySpan<string>)["name", "namespace", "uid", "resourceVersion", "creationTimestamp"])
            shown[name] = metadata[name];
        var status = new DocObject { { "replicas", workload.GetObject("status")?.GetInt64("replicas") ?? 0 } };
        if (Selector(workload.GetObject("spec")?.GetObject("selector")) is { Length: > 0 } selector)
            status["selector"] = selector;
        return new()
        {
            { "kind", "Scale" },
            { "apiVersion", "autoscaling/v1" },
            { "metadata", shown },
            { "spec", new DocObject { { "replicas", workload.GetObject("spec")?.GetInt64("replicas") ?? 0 } } },
            { "status", status },
        };
    }

    private static string Selector(DocObject? selector)
    {
        if (selector is null)
            return "";
        var structured = selector["matchLabels"] is DocObject || selector["matchExpressions"] is DocArray;
        return (structured ? LabelSelector.FromObject(selector) : LabelSelector.FromMap(selector)).ToString();
    }
}
