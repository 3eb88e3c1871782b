using k8s.Models;

namespace Tiphys.Controllers.Deployments;

/// <summary>Reads and replaces conditions in a list of them.</summary>
internal static class DeploymentConditions
{
    public static V1DeploymentCondition? Find(this IEnumerable<V1DeploymentCondition>? conditions, string type) =>
        conditions?.FirstOrDefault(condition => condition.Type == type);

    /// <summary>Puts the condition in, unless it says what the present one says already; a kept status keeps its transition time.</summary>
    public static void Put(this List<V1DeploymentCondition> conditions, string type, string status, string reason, string message, DateTime now)
    {
        var present = conditions.Find(type);
        if (present?.Status == status && present.Reason == reason)
            return;
        conditions.Renew(type, status, reason, message, now);
    }

    /// <summary>Puts the condition in with a new update time, whatever the present one says.</summary>
    public static void Renew(this List<V1DeploymentCondition> conditions, string type, string status, string reason, string message, DateTime now)
    {
        var present = conditions.Find(type);
        conditions.RemoveAll(condition => condition.Type == type);
        conditions.Add(new()
        {
            Type = type,
            Status = status,
            Reason = reason,
            Message = message,
            LastUpdateTime = now,
            LastTransitionTime = present?.Status == status ? present.LastTransitionTime : now,
        });
    }
}
