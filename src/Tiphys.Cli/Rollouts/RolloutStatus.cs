using Tiphys.Api.Documents;

namespace Tiphys.Cli.Rollouts;

/// <summary>Whether an object has become what its manifest asks for, read from its status as <c>kubectl rollout status</c> reads it.</summary>
public static class RolloutStatus
{
    /// <summary>Null when it is done or there is nothing to wait for, else what is still missing, in a few words.</summary>
    public static string? Missing(DocObject document)
    {
        var spec = document.GetObject("spec") ?? new DocObject();
        var status = document.GetObject("status") ?? new DocObject();
        var kind = document.GetString("kind");
        if (kind is "Deployment" or "StatefulSet" or "DaemonSet" && !IsObserved(document, status))
            return "not seen by its controller yet";
        return kind switch
        {
            "Deployment" => Count(status, "updatedReplicas", "availableReplicas", spec.GetInt64("replicas") ?? 1) ?? Surplus(status, spec),
            "StatefulSet" => Count(status, "updatedReplicas", "readyReplicas", spec.GetInt64("replicas") ?? 1),
            "DaemonSet" => Count(status, "updatedNumberScheduled", "numberAvailable", status.GetInt64("desiredNumberScheduled") ?? 0),
            "Job" => HasCondition(status, "Complete") ? null : "not complete",
            "Pod" => HasCondition(status, "Ready") || status.GetString("phase") == "Succeeded" ? null : "not ready",
            _ => null,
        };
    }

    private static bool IsObserved(DocObject document, DocObject status) =>
        (status.GetInt64("observedGeneration") ?? 0) >= (document.GetObject("metadata")?.GetInt64("generation") ?? 0);

    private static string? Count(DocObject status, string updated, string available, long wanted)
    {
        var ready = Math.Min(status.GetInt64(updated) ?? 0, status.GetInt64(available) ?? 0);
        return ready >= wanted ? null : $"{ready} of {wanted} pods ready";
    }

    private static string? Surplus(DocObject status, DocObject spec)
    {
        var surplus = (status.GetInt64("replicas") ?? 0) - (spec.GetInt64("replicas") ?? 1);
        return surplus > 0 ? $"{surplus} old pods to go" : null;
    }

    private static bool HasCondition(DocObject status, string type) =>
        status.GetArray("conditions")?.Objects().Any(entry => entry.GetString("type") == type && entry.GetString("status") == "True") == true;
}
