using Tiphys.Api.Documents;

namespace Tiphys.ApiServer.Registry.Strategies;

/// <summary>A volume notes when it came into its phase.</summary>
internal sealed class PersistentVolumeStrategy(TimeProvider time) : ResourceStrategy
{
    public override bool ReturnsDeletedObject => true;

    public override void PrepareForCreate(WriteRequest request, DocObject document) => Stamp(document);

    public override void PrepareForUpdate(WriteRequest request, DocObject document, DocObject old)
    {
        if (request.Subresource != "status" || document.GetObject("status") is not { } status)
            return;
        if (status.GetString("phase") != (old.GetPath("status", "phase") as DocString)?.Value)
            Stamp(document);
        else if (!status.ContainsKey("lastPhaseTransitionTime"))
            status["lastPhaseTransitionTime"] = old.GetPath("status", "lastPhaseTransitionTime");
    }

    private void Stamp(DocObject document) =>
        document.GetOrAddObject("status")["lastPhaseTransitionTime"] = ObjectMeta.Timestamp(time.GetUtcNow());
}
