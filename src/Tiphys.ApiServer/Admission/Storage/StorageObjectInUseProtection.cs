using Tiphys.Api.Documents;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Storage;

/// <summary>Claims and volumes carry a finalizer from their first moment, so that they outlive the pods that use them.</summary>
internal sealed class StorageObjectInUseProtection : IAdmissionPlugin
{
    public string Name => "StorageObjectInUseProtection";

    public bool Handles(AdmissionAttributes attributes) => attributes.IsCreate && FinalizerOf(attributes) is not null;

    public ValueTask MutateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        var finalizer = FinalizerOf(attributes)!;
        var metadata = attributes.Object!.GetOrAddObject("metadata");
        if (metadata.GetArray("finalizers") is not { } list)
            metadata["finalizers"] = list = new DocArray();
        if (!list.Strings().Contains(finalizer))
            list.Add(finalizer);
        return ValueTask.CompletedTask;
    }

    private static string? FinalizerOf(AdmissionAttributes attributes)
    {
        if (attributes.Is(BuiltInResources.PersistentVolumeClaims))
            return "kubernetes.io/pvc-protection";
        if (attributes.Is(BuiltInResources.PersistentVolumes))
            return "kubernetes.io/pv-protection";
        return attributes.Is(new("storage.k8s.io", "volumeattributesclasses")) ? "kubernetes.io/vac-protection" : null;
    }
}
