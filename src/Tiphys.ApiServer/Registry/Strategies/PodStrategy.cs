using Tiphys.Api.Documents;

namespace Tiphys.ApiServer.Registry.Strategies;

/// <summary>Pods are given time to end; the conditions they are born with say since when.</summary>
internal sealed class PodStrategy(TimeProvider time) : ResourceStrategy
{
    public override bool ReturnsDeletedObject => true;

    public override void PrepareForCreate(WriteRequest request, DocObject document)
    {
        foreach (var condition in (document.GetPath("status", "conditions") as DocArray)?.Objects() ?? [])
            condition["lastTransitionTime"] = ObjectMeta.Timestamp(time.GetUtcNow());
    }

    /// <summary>The pod's own grace period unless another is asked for; none for pods that never ran or have ended.</summary>
    public override long? GracePeriod(DocObject old, long? requested)
    {
        if (string.IsNullOrEmpty((old.GetPath("spec", "nodeName") as DocString)?.Value))
            return 0;
        if (old.GetPath("status", "phase") is DocString { Value: "Failed" or "Succeeded" })
            return 0;
        var period = requested ?? old.GetObject("spec")?.GetInt64("terminationGracePeriodSeconds") ?? 30;
        return period < 0 ? 1 : period;
    }
}
