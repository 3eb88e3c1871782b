using k8s.Models;
using Tiphys.Node.Cri.V1;

namespace Tiphys.Node.Pods.Containers;

/// <summary>A container's security settings: its own, the pod's where it has none, and the defaults of the Pod Security documentation.</summary>
internal sealed class SecurityContextBuilder(PodDirectories directories)
{
    /// <summary>Parts of /proc and /sys that a container must not see, as OCI runtimes hide them by default.</summary>
    private static readonly string[] Masked =
    [
        "/proc/asound", "/proc/acpi", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list",
        "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware", "/sys/devices/virtual/powercap",
    ];

    private static readonly string[] ReadOnly = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

    /// <exception cref="ContainerConfigException">The container would run as root though it must not, or names a profile it may not.</exception>
    public LinuxContainerSecurityContext Build(ContainerContext context)
    {
        var (own, pod) = (context.Container.SecurityContext, context.Pod.Spec.SecurityContext);
        VerifyNonRoot(context);
        var result = new LinuxContainerSecurityContext
        {
            Privileged = own?.Privileged == true,
            ReadonlyRootfs = own?.ReadOnlyRootFilesystem == true,
            NoNewPrivs = own?.AllowPrivilegeEscalation == false,
            NamespaceOptions = NamespaceOptions.Of(context.Pod, context.TargetContainerId),
            Seccomp = Seccomp(own?.SeccompProfile ?? pod?.SeccompProfile, own?.Privileged == true),
            Apparmor = AppArmor(own?.AppArmorProfile ?? pod?.AppArmorProfile),
        };
        if (own?.Capabilities is { } capabilities)
            result.Capabilities = new Capability { AddCapabilities = { capabilities.Add ?? [] }, DropCapabilities = { capabilities.Drop ?? [] } };
        if (own?.ProcMount != "Unmasked")
        {
            result.MaskedPaths.AddRange(Masked);
            result.ReadonlyPaths.AddRange(ReadOnly);
        }

        SetUser(result, context);
        result.SupplementalGroups.AddRange(SupplementalGroups(pod));
        if ((own?.SeLinuxOptions ?? pod?.SeLinuxOptions) is { } se)
            result.SelinuxOptions = new SELinuxOption { User = se.User ?? "", Role = se.Role ?? "", Type = se.Type ?? "", Level = se.Level ?? "" };
        return result;
    }

    public static IEnumerable<long> SupplementalGroups(V1PodSecurityContext? pod)
    {
        var groups = pod?.SupplementalGroups?.OfType<long>() ?? [];
        return pod?.FsGroup is { } fsGroup ? groups.Append(fsGroup).Distinct() : groups;
    }

    /// <param name="profile">Null means unconfined, as upstream's default is.</param>
    public SecurityProfile Seccomp(V1SeccompProfile? profile, bool privileged)
    {
        if (profile is null || privileged || profile.Type == "Unconfined")
            return new SecurityProfile { ProfileType = SecurityProfile.Types.ProfileType.Unconfined };
        if (profile.Type == "RuntimeDefault")
            return new SecurityProfile { ProfileType = SecurityProfile.Types.ProfileType.RuntimeDefault };
        // An empty name would reach the runtime as "unconfined" (CVE-2023-2431).
        if (profile.Type != "Localhost" || string.IsNullOrEmpty(profile.LocalhostProfile))
            throw ContainerConfigException.Config("localhostProfile must be set if seccompProfile type is Localhost.");
        var path = Path.GetFullPath(Path.Combine(directories.SeccompRoot, profile.LocalhostProfile));
        if (!path.StartsWith(directories.SeccompRoot + "/", StringComparison.Ordinal))
            throw ContainerConfigException.Config("localhostProfile must be a relative path below the node's seccomp directory");
        return new SecurityProfile { ProfileType = SecurityProfile.Types.ProfileType.Localhost, LocalhostRef = path };
    }

    private static SecurityProfile? AppArmor(V1AppArmorProfile? profile) => profile?.Type switch
    {
        "RuntimeDefault" => new SecurityProfile { ProfileType = SecurityProfile.Types.ProfileType.RuntimeDefault },
        "Unconfined" => new SecurityProfile { ProfileType = SecurityProfile.Types.ProfileType.Unconfined },
        "Localhost" => new SecurityProfile { ProfileType = SecurityProfile.Types.ProfileType.Localhost, LocalhostRef = profile.LocalhostProfile ?? "" },
        _ => null,
    };

    private static void SetUser(LinuxContainerSecurityContext result, ContainerContext context)
    {
        var (own, pod) = (context.Container.SecurityContext, context.Pod.Spec.SecurityContext);
        if ((own?.RunAsUser ?? pod?.RunAsUser) is { } user)
            result.RunAsUser = new Int64Value { Value = user };
        else if (context.Image.Uid is { } imageUser)
            result.RunAsUser = new Int64Value { Value = imageUser.Value };
        else
            result.RunAsUsername = context.Image.Username;
        if ((own?.RunAsGroup ?? pod?.RunAsGroup) is { } group)
            result.RunAsGroup = new Int64Value { Value = group };
    }

    private static void VerifyNonRoot(ContainerContext context)
    {
        var (own, pod) = (context.Container.SecurityContext, context.Pod.Spec.SecurityContext);
        if ((own?.RunAsNonRoot ?? pod?.RunAsNonRoot) != true)
            return;
        var place = $"(pod: \"{context.Pod.LogName()}\", container: {context.Container.Name})";
        if ((own?.RunAsUser ?? pod?.RunAsUser) is { } user)
        {
            if (user == 0)
                throw ContainerConfigException.Config($"container's runAsUser breaks non-root policy {place}");
            return;
        }

        if (context.Image.Uid is { Value: 0 } || (context.Image.Uid is null && context.Image.Username.Length == 0))
            throw ContainerConfigException.Config($"container has runAsNonRoot and image will run as root {place}");
        if (context.Image.Uid is null)
        {
            throw ContainerConfigException.Config(
                $"container has runAsNonRoot and image has non-numeric user ({context.Image.Username}), cannot verify user is non-root {place}");
        }
    }
}
