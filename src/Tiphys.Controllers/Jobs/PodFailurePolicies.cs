using k8s.Models;
using Tiphys.Client.Objects;

namespace Tiphys.Controllers.Jobs;

/// <summary>Applies a Job's pod failure policy: the first rule that matches decides. Pure.</summary>
internal static class PodFailurePolicies
{
    /// <param name="message">For FailJob, the message of the condition.</param>
    public static FailureVerdict Judge(V1PodFailurePolicy? policy, V1Pod pod, out string message)
    {
        message = "";
        for (var i = 0; i < (policy?.Rules?.Count ?? 0); i++)
        {
            var rule = policy!.Rules![i];
            var matched = rule.OnExitCodes is { } codes ? MatchExit(codes, pod) : MatchCondition(rule, pod);
            if (matched is null)
                continue;
            message = $"{matched} for pod {pod.Key()} matching {rule.Action} rule at index {i}";
            return rule.Action switch
            {
                "FailJob" => FailureVerdict.FailJob,
                "Ignore" => FailureVerdict.Ignore,
                "FailIndex" => FailureVerdict.FailIndex,
                _ => FailureVerdict.Count,
            };
        }

        return FailureVerdict.Count;
    }

    private static string? MatchExit(V1PodFailurePolicyOnExitCodesRequirement codes, V1Pod pod)
    {
        var statuses = (pod.Status?.ContainerStatuses ?? []).Concat(pod.Status?.InitContainerStatuses ?? []);
        foreach (var status in statuses)
        {
            if (status.State?.Terminated is not { ExitCode: not 0 and var exit } || (codes.ContainerName is { Length: > 0 } name && name != status.Name))
                continue;
            if (codes.Values.Contains(exit) == (codes.OperatorProperty == "In"))
                return $"Container {status.Name}";
        }

        return null;
    }

    private static string? MatchCondition(V1PodFailurePolicyRule rule, V1Pod pod)
    {
        foreach (var pattern in rule.OnPodConditions ?? [])
        {
            if (pod.Status?.Conditions?.Any(condition => condition.Type == pattern.Type && condition.Status == (pattern.Status ?? "True")) == true)
                return $"Pod {pod.Key()} has condition {pattern.Type}";
        }

        return null;
    }
}
