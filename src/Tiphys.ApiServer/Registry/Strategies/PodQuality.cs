using Tiphys.Api.Documents;
using Tiphys.Primitives.Quantities;

namespace Tiphys.ApiServer.Registry.Strategies;

/// <summary>A pod's quality-of-service class from its requests and limits of cpu and memory (Kubernetes docs: "Pod Quality of Service Classes").</summary>
internal static class PodQuality
{
    private static readonly string[] Counted = ["cpu", "memory"];

    public static string Of(DocObject pod)
    {
        var spec = pod.GetObject("spec");
        if (spec?.GetObject("resources") is { } whole && HasAny(whole))
            return IsGuaranteed(whole) ? "Guaranteed" : "Burstable";
        var containers = Containers(spec).ToArray();
        if (!containers.Any(container => HasAny(container.GetObject("resources"))))
            return "BestEffort";
        return containers.All(container => IsGuaranteed(container.GetObject("resources"))) ? "Guaranteed" : "Burstable";
    }

    private static IEnumerable<DocObject> Containers(DocObject? spec) =>
        (spec?.GetArray("containers")?.Objects() ?? []).Concat(spec?.GetArray("initContainers")?.Objects() ?? []);

    private static bool HasAny(DocObject? resources) => Counted.Any(name => IsPositive(resources?.GetPath("requests", name)) || IsPositive(resources?.GetPath("limits", name)));

    private static bool IsGuaranteed(DocObject? resources) => Counted.All(name =>
        resources?.GetPath("limits", name) is { } limit && IsPositive(limit)
        && (resources.GetPath("requests", name) is not { } asked || Compare(asked, limit) == 0));

    private static bool IsPositive(DocNode? quantity) => Read(quantity) is { } value && value.CompareTo(Quantity.Zero) > 0;

    private static int Compare(DocNode left, DocNode right) => Read(left) is { } a && Read(right) is { } b ? a.CompareTo(b) : 1;

    private static Quantity? Read(DocNode? node) => node switch
    {
        DocString text when Quantity.TryParse(text.Value, out var value) => value,
        DocNumber number when Quantity.TryParse(number.ToString(), out var value) => value,
        _ => null,
    };
}
