using k8s.Models;

namespace Tiphys.Node.Pods.Sync;

/// <summary>Whether a container that is not running is to run.</summary>
internal static class RestartPolicy
{
    /// <param name="latest">The newest container of that name in the pod's sandbox; null if there never was one.</param>
    public static bool ShouldRun(V1Pod pod, V1Container container, RuntimeContainer? latest)
    {
        if (latest is null || !latest.IsExited)
            return true;
        return RestartsAfter(pod, container, latest.Status.ExitCode);
    }

    /// <summary>Whether an end with that exit code is followed by a restart.</summary>
    public static bool RestartsAfter(V1Pod pod, V1Container container, int exitCode)
    {
        foreach (var rule in container.RestartPolicyRules ?? [])
        {
            if (rule.Action == "Restart" && rule.ExitCodes is { } codes && Matches(codes, exitCode))
                return true;
        }

        return (container.RestartPolicy ?? pod.Spec.RestartPolicy ?? "Always") switch
        {
            "Never" => false,
            "OnFailure" => exitCode != 0,
            _ => true,
        };
    }

    private static bool Matches(V1ContainerRestartRuleOnExitCodes codes, int exitCode)
    {
        var listed = codes.Values?.Any(value => value == exitCode) == true;
        return codes.OperatorProperty == "NotIn" ? !listed : listed;
    }
}
