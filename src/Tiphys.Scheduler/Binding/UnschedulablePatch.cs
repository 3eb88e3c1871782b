using System.Globalization;
using k8s.Models;
using Tiphys.Api.Documents;
using Tiphys.Client.Requests;

namespace Tiphys.Scheduler.Binding;

/// <summary>The change of a pod's status that says it has no place, or must leave the one it has.</summary>
internal static class UnschedulablePatch
{
    public static Patch Make(string message, string? nominatedNode, V1PodCondition? known, DateTime now)
    {
        var since = known is { Status: "False", LastTransitionTime: { } before } ? before : now;
        var status = new DocObject { { "conditions", new DocArray([Condition("PodScheduled", "False", "Unschedulable", message, since)]) } };
        if (nominatedNode is not null)
            status["nominatedNodeName"] = nominatedNode;
        return Patch.Strategic(new() { { "status", status } });
    }

    /// <summary>The condition DisruptionTarget, by which a Job's failure policy tells preemption from failure.</summary>
    public static Patch Preempted(string uid, string scheduler, DateTime now)
    {
        var condition = Condition("DisruptionTarget", "True", "PreemptionByScheduler", $"{scheduler}: preempting to accommodate a higher priority pod", now);
        return Patch.Strategic(new()
        {
            { "metadata", new DocObject { { "uid", uid } } },
            { "status", new DocObject { { "conditions", new DocArray([condition]) } } },
        });
    }

    private static DocObject Condition(string type, string status, string reason, string message, DateTime since) => new()
    {
        { "type", type },
        { "status", status },
        { "reason", reason },
        { "message", message },
        { "lastProbeTime", DocNull.Instance },
        { "lastTransitionTime", since.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) },
    };
}
