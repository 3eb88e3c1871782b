using Tiphys.Api.Documents;
using Tiphys.ApiServer.Registry;
using Tiphys.Primitives.Quantities;

namespace Tiphys.ApiServer.Admission.Storage;

/// <summary>A claim grows only if its class allows it and it is bound.</summary>
internal sealed class PersistentVolumeClaimResize(IObjectReader reader) : IAdmissionPlugin
{
    public string Name => "PersistentVolumeClaimResize";

    public bool Handles(AdmissionAttributes attributes) => attributes.Is(BuiltInResources.PersistentVolumeClaims) && attributes.IsUpdate;

    public ValueTask ValidateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        var (claim, old) = (attributes.Object!, attributes.OldObject!);
        if (SizeOf(claim) <= SizeOf(old))
            return ValueTask.CompletedTask;
        if (old.StringAt("status", "phase") != "Bound")
            throw attributes.Forbidden("Only bound persistent volume claims can be expanded");
        var className = claim.StringAt("spec", "storageClassName");
        if (className.Length == 0 || reader.Get(BuiltInResources.StorageClasses, "", className)?.Decode().GetBool("allowVolumeExpansion") != true)
            throw attributes.Forbidden("only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize");
        return ValueTask.CompletedTask;
    }

    private static Quantity SizeOf(DocObject claim) =>
        Quantity.TryParse(claim.StringAt("spec", "resources", "requests", "storage"), out var size) ? size : Quantity.Zero;
}
