using Tiphys.Api.Documents;
using Tiphys.Primitives.Quantities;

namespace Tiphys.Api.Machinery.Strategies;

/// <summary>A pod's quality of service class, from the processor and memory its containers ask for.</summary>
public static class QosClass
{
    private static readonly string[] Counted = ["cpu", "memory"];

    /// <summary>Guaranteed, Burstable or BestEffort for a pod's <c>spec</c>.</summary>
    public static string Of(DocObject spec)
    {
        var resources = spec.GetObject("resources") is { } whole
            ? [whole]
            : (DocObject?[])[.. Containers(spec).Select(container => container.GetObject("resources"))];
        var guaranteed = true;
        var any = false;
        foreach (var entry in resources)
        {
            foreach (var name in Counted)
            {
                var limit = Amount(entry, "limits", name);
                var request = Amount(entry, "requests", name);
                any |= !limit.IsZero || !request.IsZero;
                guaranteed &= !limit.IsZero && (request.IsZero || request == limit);
            }
        }

        return !any ? "BestEffort" : guaranteed ? "Guaranteed" : "Burstable";
    }

    private static IEnumerable<DocObject> Containers(DocObject spec) =>
        (spec.GetArray("containers")?.Objects() ?? []).Concat(spec.GetArray("initContainers")?.Objects() ?? []);

    private static Quantity Amount(DocObject? resources, string kind, string name) =>
        Quantity.TryParse((resources?.GetPath(kind, name) as DocString)?.Value, out var value) ? value : Quantity.Zero;
}
