using k8s.Models;

namespace Tiphys.Controllers.Jobs;

/// <summary>Reads and writes a Job's conditions.</summary>
internal static class JobConditions
{
    public static V1JobCondition? Find(V1Job job, string type) =>
        job.Status?.Conditions?.FirstOrDefault(condition => condition.Type == type && condition.Status == "True");

    public static bool IsOver(V1Job job) => Find(job, JobNames.Complete) is not null || Find(job, JobNames.Failed) is not null;

    /// <summary>The verdict that was announced but waits for the pods to end; null if there is none.</summary>
    public static JobVerdict? Announced(V1Job job)
    {
        if (Find(job, JobNames.SuccessCriteriaMet) is { } met)
            return new(true, met.Reason ?? "", met.Message ?? "");
        return Find(job, JobNames.FailureTarget) is { } failed ? new(false, failed.Reason ?? "", failed.Message ?? "") : null;
    }

    public static void Put(List<V1JobCondition> conditions, string type, string status, string reason, string message, DateTime now)
    {
        var present = conditions.FirstOrDefault(condition => condition.Type == type);
        if (present?.Status == status && present.Reason == reason)
            return;
        conditions.RemoveAll(condition => condition.Type == type);
        conditions.Add(new()
        {
            Type = type,
            Status = status,
            Reason = reason,
            Message = message,
            LastProbeTime = now,
            LastTransitionTime = now,
        });
    }
}
