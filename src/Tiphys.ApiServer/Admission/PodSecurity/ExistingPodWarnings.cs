using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.PodSecurity;

/// <summary>Tells, when a namespace's level is raised, which of its pods would no longer be let in.</summary>
internal static class ExistingPodWarnings
{
    private const int MostPods = 3000;

    public static IEnumerable<string> Of(IObjectReader reader, string ns, PodSecurityPolicy policy)
    {
        var pods = reader.List(BuiltInResources.Pods, ns);
        if (pods.Count > MostPods)
            yield return $"new PodSecurity enforce level only checked against the first {MostPods} of {pods.Count} existing pods";
        var reasons = from stored in pods.Take(MostPods)
                      let violations = PodSecurityEvaluator.Evaluate(policy, stored.Decode())
                      where violations.Count > 0
                      group stored.Name by string.Join(", ", violations.Select(violation => violation.Reason)) into sameReason
                      select $"{Names(sameReason.Order(StringComparer.Ordinal).ToArray())}: {sameReason.Key}";
        var warnings = reasons.Order(StringComparer.Ordinal).ToArray();
        if (warnings.Length == 0)
            yield break;
        yield return $"existing pods in namespace \"{ns}\" violate the new PodSecurity enforce level \"{policy}\"";
        foreach (var warning in warnings)
            yield return warning;
    }

    private static string Names(string[] pods) => pods.Length switch
    {
        1 => pods[0],
        2 => $"{pods[0]} (and 1 other pod)",
        _ => $"{pods[0]} (and {pods.Length - 1} other pods)",
    };
}
