using Tiphys.Api.Documents;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Storage;

/// <summary>A claim that names no class gets the default one.</summary>
internal sealed class DefaultStorageClass(IObjectReader reader) : IAdmissionPlugin
{
    private const string Annotation = "storageclass.kubernetes.io/is-default-class";
    private const string BetaAnnotation = "storageclass.beta.kubernetes.io/is-default-class";
    private const string BetaClassAnnotation = "volume.beta.kubernetes.io/storage-class";

    public string Name => "DefaultStorageClass";

    public bool Handles(AdmissionAttributes attributes) => attributes.Is(BuiltInResources.PersistentVolumeClaims) && attributes.IsCreate;

    public ValueTask MutateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        var claim = attributes.Object!;
        var spec = claim.GetOrAddObject("spec");
        // An empty name is a choice: no class at all.
        if (spec["storageClassName"] is not (null or DocNull) || claim.Annotation(BetaClassAnnotation) is not null)
            return ValueTask.CompletedTask;
        var standard = DefaultClass.Find(reader, BuiltInResources.StorageClasses, Annotation)
            ?? DefaultClass.Find(reader, BuiltInResources.StorageClasses, BetaAnnotation);
        if (standard is not null)
            spec["storageClassName"] = standard.ObjectName;
        return ValueTask.CompletedTask;
    }
}
