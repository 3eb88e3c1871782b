using Tiphys.Api.Documents;
using Tiphys.ApiServer.Admission.Limits;
using Tiphys.ApiServer.Admission.Pods;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Quota;

/// <summary>Where a quota bounds compute resources, every container must say what it uses. Pure.</summary>
internal static class QuotaConstraint
{
    private static readonly string[] Compute =
        ["cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory"];

    /// <summary>What is missing, <c>cpu for: a,b; memory for: a</c>; empty if nothing is.</summary>
    public static string Missing(DocObject pod, IEnumerable<string> hard)
    {
        var missing = from name in hard.Order(StringComparer.Ordinal)
                      where Compute.Contains(name)
                      let containers = Lacking(pod, name).Distinct().Order(StringComparer.Ordinal).ToArray()
                      where containers.Length > 0
                      select $"{name} for: {string.Join(",", containers)}";
        return string.Join("; ", missing);
    }

    private static IEnumerable<string> Lacking(DocObject pod, string name)
    {
        var kind = name.StartsWith("limits.", StringComparison.Ordinal) ? "limits" : "requests";
        var resource = name[(name.IndexOf('.') + 1)..];
        if (ResourceAmounts.Read(pod.GetPath("spec", "resources", kind)).Has(resource))
            return [];
        return pod.Containers.Concat(pod.InitContainers).Where(container => !PodAmounts.Read(container, kind).Has(resource)).Select(container => container.StringAt("name"));
    }
}
