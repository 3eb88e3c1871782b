using k8s.Models;
using Tiphys.Node.Cri.V1;

namespace Tiphys.Node.Pods.Containers;

/// <summary>Which of the kernel's namespaces a pod's containers share with whom.</summary>
internal static class NamespaceOptions
{
    public static NamespaceOption Of(V1Pod pod, string? targetContainerId = null)
    {
        var options = new NamespaceOption
        {
            Network = pod.IsHostNetwork() ? NamespaceMode.Node : NamespaceMode.Pod,
            Ipc = pod.Spec.HostIPC == true ? NamespaceMode.Node : NamespaceMode.Pod,
            Pid = pod.Spec.HostPID == true ? NamespaceMode.Node : pod.Spec.ShareProcessNamespace == true ? NamespaceMode.Pod : NamespaceMode.Container,
        };
        if (targetContainerId is not null && options.Pid == NamespaceMode.Container)
        {
            options.Pid = NamespaceMode.Target;
            options.TargetId = targetContainerId;
        }

        return options;
    }
}
