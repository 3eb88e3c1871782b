using k8s.Models;
using Tiphys.Node.Cgroups;
using Tiphys.Node.Cri;
using Tiphys.Node.Cri.V1;
using Tiphys.Node.Pods.Containers;

namespace Tiphys.Node.Pods.Sandboxes;

/// <summary>Makes the runtime's configuration of a pod's sandbox.</summary>
internal sealed class SandboxConfigBuilder(NodeOptions options, PodDirectories directories, PodCgroups cgroups, SecurityContextBuilder security)
{
    /// <exception cref="ContainerConfigException">The pod names a profile it may not.</exception>
    public PodSandboxConfig Build(V1Pod pod, uint attempt)
    {
        var config = new PodSandboxConfig
        {
            Metadata = new PodSandboxMetadata
            {
                Name = pod.Metadata.Name,
                Namespace = pod.Metadata.NamespaceProperty,
                Uid = pod.Metadata.Uid,
                Attempt = attempt,
            },
            LogDirectory = directories.Logs(pod),
            DnsConfig = PodDns.For(pod, ResolverConfig.ReadHost(), options.ClusterDns, options.ClusterDomain),
            Linux = new LinuxPodSandboxConfig { CgroupParent = cgroups.PathOf(pod), SecurityContext = SecurityOf(pod) },
        };
        if (!pod.IsHostNetwork())
            config.Hostname = PodHostName.Kernel(pod, options.ClusterDomain);
        Label(config, pod);
        foreach (var sysctl in pod.Spec.SecurityContext?.Sysctls ?? [])
            config.Linux.Sysctls[sysctl.Name] = sysctl.Value;
        config.PortMappings.AddRange(pod.InitContainers().Where(container => container.IsSidecar()).Concat(pod.Spec.Containers).SelectMany(Ports));
        return config;
    }

    private static void Label(PodSandboxConfig config, V1Pod pod)
    {
        foreach (var (name, value) in pod.Metadata.Labels ?? new Dictionary<string, string>())
            config.Labels[name] = value;
        foreach (var (name, value) in pod.Metadata.Annotations ?? new Dictionary<string, string>())
            config.Annotations[name] = value;
        config.Labels[CriLabels.PodName] = pod.Metadata.Name;
        config.Labels[CriLabels.PodNamespace] = pod.Metadata.NamespaceProperty;
        config.Labels[CriLabels.PodUid] = pod.Metadata.Uid;
    }

    private LinuxSandboxSecurityContext SecurityOf(V1Pod pod)
    {
        var own = pod.Spec.SecurityContext;
        var result = new LinuxSandboxSecurityContext
        {
            NamespaceOptions = NamespaceOptions.Of(pod),
            Privileged = pod.AllContainers().Any(container => container.SecurityContext?.Privileged == true),
            Seccomp = own?.SeccompProfile is null
                ? new SecurityProfile { ProfileType = SecurityProfile.Types.ProfileType.RuntimeDefault }
                : security.Seccomp(own.SeccompProfile, privileged: false),
        };
        if (own?.RunAsUser is { } user)
            result.RunAsUser = new Int64Value { Value = user };
        if (own?.RunAsGroup is { } group && own.RunAsUser is not null)
            result.RunAsGroup = new Int64Value { Value = group };
        result.SupplementalGroups.AddRange(SecurityContextBuilder.SupplementalGroups(own));
        return result;
    }

    private static IEnumerable<PortMapping> Ports(V1Container container) => (container.Ports ?? []).Where(port => port.HostPort > 0).Select(port => new PortMapping
    {
        ContainerPort = port.ContainerPort,
        HostPort = port.HostPort ?? 0,
        HostIp = port.HostIP ?? "",
        Protocol = port.Protocol switch
        {
            "UDP" => Protocol.Udp,
            "SCTP" => Protocol.Sctp,
            _ => Protocol.Tcp,
        },
    });
}
