using k8s.Models;
using Tiphys.Client.Json;
using Tiphys.Controllers.Ownership;

namespace Tiphys.Controllers.Pods;

/// <summary>Makes pods from templates.</summary>
internal static class PodTemplates
{
    /// <summary>A pod of the owner, its name to be generated from the owner's.</summary>
    public static V1Pod MakePod(this V1PodTemplateSpec template, OwnerIdentity owner)
    {
        var copy = KubeJson.Clone(template);
        var prefix = owner.Name + "-";
        return new()
        {
            Metadata = new()
            {
                NamespaceProperty = owner.Namespace,
                GenerateName = prefix,
                Labels = copy.Metadata?.Labels,
                Annotations = copy.Metadata?.Annotations,
                Finalizers = copy.Metadata?.Finalizers,
                OwnerReferences = [owner.ToReference()],
            },
            Spec = copy.Spec,
        };
    }
}
