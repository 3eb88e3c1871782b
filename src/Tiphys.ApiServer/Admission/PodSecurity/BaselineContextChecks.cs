using Tiphys.Api.Documents;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.PodSecurity;

/// <summary>Checks of the baseline level about security contexts: privilege, capabilities, procMount, sysctls.</summary>
internal static class BaselineContextChecks
{
    private const int UserNamespacesCountSince = 35;

    private static readonly HashSet<string> DefaultCapabilities =
    [
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
    ];

    private static readonly (string Name, int Since)[] SafeSysctls =
    [
        ("kernel.shm_rmid_forced", 0), ("net.ipv4.ip_local_port_range", 0), ("net.ipv4.tcp_syncookies", 0), ("net.ipv4.ping_group_range", 0),
        ("net.ipv4.ip_unprivileged_port_start", 0), ("net.ipv4.ip_local_reserved_ports", 27), ("net.ipv4.tcp_keepalive_time", 29),
        ("net.ipv4.tcp_fin_timeout", 29), ("net.ipv4.tcp_keepalive_intvl", 29), ("net.ipv4.tcp_keepalive_probes", 29), ("net.ipv4.tcp_rmem", 32),
        ("net.ipv4.tcp_wmem", 32),
    ];

    public static Violation? Privileged(PodUnderReview pod, int minor)
    {
        var containers = pod.Where(container => PodUnderReview.ContextOf(container).GetBool("privileged") == true);
        return containers.Count == 0 ? null : new("privileged", $"{Wording.Named("container", containers)} must not set securityContext.privileged=true");
    }

    public static Violation? Capabilities(PodUnderReview pod, int minor)
    {
        var containers = pod.Where(container => Added(container).Any(name => !DefaultCapabilities.Contains(name)));
        if (containers.Count == 0)
            return null;
        var names = pod.Containers.SelectMany(Added).Where(name => !DefaultCapabilities.Contains(name)).Distinct().Order(StringComparer.Ordinal);
        return new("non-default capabilities", $"{Wording.Named("container", containers)} must not include {Wording.Quote(names)} in securityContext.capabilities.add");
    }

    public static Violation? ProcMount(PodUnderReview pod, int minor) =>
        pod.HasUserNamespace && minor >= UserNamespacesCountSince ? null : RestrictedProcMount(pod);

    public static Violation? RestrictedProcMount(PodUnderReview pod)
    {
        var containers = pod.Where(container => ProcMountOf(container) is not ("" or "Default"));
        if (containers.Count == 0)
            return null;
        var values = pod.Containers.Select(ProcMountOf).Where(value => value is not ("" or "Default")).Distinct().Order(StringComparer.Ordinal);
        return new("procMount", $"{Wording.Named("container", containers)} must not set securityContext.procMount to {Wording.Quote(values)}");
    }

    public static Violation? Sysctls(PodUnderReview pod, int minor)
    {
        var safe = SafeSysctls.Where(entry => entry.Since <= minor).Select(entry => entry.Name).ToHashSet();
        string[] forbidden = [.. pod.Context.ObjectsAt("sysctls").Select(entry => entry.StringAt("name")).Where(name => !safe.Contains(name))];
        return forbidden.Length == 0 ? null : new("forbidden sysctls", string.Join(", ", forbidden));
    }

    internal static IEnumerable<string> Added(DocObject container) => PodUnderReview.ContextOf(container).StringsAt("capabilities", "add");

    private static string ProcMountOf(DocObject container) => PodUnderReview.ContextOf(container).StringAt("procMount");
}
