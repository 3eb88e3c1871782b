using Tiphys.Api.Documents;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Pods;

/// <summary>The containers of a pod's spec in all their lists, with the field path errors name.</summary>
internal static class PodContainers
{
    public const string MirrorAnnotation = "kubernetes.io/config.mirror";

    extension(DocObject pod)
    {
        public DocObject PodSpec => pod.GetObject("spec") ?? new DocObject();

        public bool IsMirrorPod => pod.Annotation(MirrorAnnotation) is not null;

        public IEnumerable<DocObject> Containers => pod.ObjectsAt("spec", "containers");

        public IEnumerable<DocObject> InitContainers => pod.ObjectsAt("spec", "initContainers");

        public IEnumerable<DocObject> EphemeralContainers => pod.ObjectsAt("spec", "ephemeralContainers");

        public IEnumerable<DocObject> EveryContainer => pod.InitContainers.Concat(pod.Containers).Concat(pod.EphemeralContainers);
    }

    /// <summary>An init container that goes on beside the others.</summary>
    public static bool IsSidecar(DocObject initContainer) => initContainer.GetString("restartPolicy") == "Always";
}
