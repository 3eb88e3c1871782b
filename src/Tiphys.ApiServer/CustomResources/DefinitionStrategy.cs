using Tiphys.Api.Documents;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.CustomResources;

/// <summary>Definitions stay, terminating, until every object of theirs is gone.</summary>
internal sealed class DefinitionStrategy(TimeProvider time) : ResourceStrategy
{
    public const string Finalizer = "customresourcecleanup.apiextensions.k8s.io";

    public override void PrepareForDelete(WriteRequest request, DocObject old)
    {
        if (ObjectMeta.IsDeleting(old))
            return;
        var metadata = ObjectMeta.Of(old);
        var finalizers = metadata.GetArray("finalizers") ?? [];
        if (!finalizers.Strings().Contains(Finalizer))
            finalizers.Add(Finalizer);
        metadata["finalizers"] = finalizers;
    }

    public override void Marked(DocObject document) => DefinitionConditions.Set(
        document,
        DefinitionConditions.Terminating,
        true,
        "InstanceDeletionPending",
        "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
        time.GetUtcNow());
}
