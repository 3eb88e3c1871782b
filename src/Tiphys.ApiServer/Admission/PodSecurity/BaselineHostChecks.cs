using Tiphys.Api.Documents;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.PodSecurity;

/// <summary>Checks of the baseline level about reaching the host: namespaces, paths, ports, probes.</summary>
internal static class BaselineHostChecks
{
    private const int HostProbesSince = 34;

    public static Violation? HostNamespaces(PodUnderReview pod, int minor)
    {
        string[] shared = [.. new[] { "hostNetwork", "hostPID", "hostIPC" }.Where(name => pod.Spec.GetBool(name) == true).Select(name => $"{name}=true")];
        return shared.Length == 0 ? null : new("host namespaces", string.Join(", ", shared));
    }

    public static Violation? HostPathVolumes(PodUnderReview pod, int minor)
    {
        string[] volumes = [.. pod.Spec.ObjectsAt("volumes").Where(volume => volume.GetObject("hostPath") is not null).Select(volume => volume.StringAt("name"))];
        return volumes.Length == 0 ? null : new("hostPath volumes", Wording.Named("volume", volumes));
    }

    public static Violation? HostPorts(PodUnderReview pod, int minor)
    {
        var containers = pod.Where(container => PortsOf(container).Any());
        if (containers.Count == 0)
            return null;
        string[] ports = [.. pod.Containers.SelectMany(PortsOf).Select(port => port.ToString()).Distinct().Order(StringComparer.Ordinal)];
        return new("hostPort", $"{Wording.Named("container", containers)} {Wording.Uses(containers.Count)} {Wording.Plural("hostPort", ports.Length)} {string.Join(", ", ports)}");
    }

    public static Violation? HostProbes(PodUnderReview pod, int minor)
    {
        if (minor < HostProbesSince)
            return null;
        string[] containers = [.. pod.Where(container => ProbeHosts(container).Any()).Order(StringComparer.Ordinal)];
        if (containers.Length == 0)
            return null;
        string[] hosts = [.. pod.Containers.SelectMany(ProbeHosts).Distinct().Order(StringComparer.Ordinal)];
        return new(
            "probe or lifecycle host",
            $"{Wording.Named("container", containers)} {Wording.Uses(containers.Length)} {Wording.Named("probe or lifecycle host", hosts)}");
    }

    public static Violation? WindowsHostProcess(PodUnderReview pod, int minor)
    {
        var containers = pod.Where(container => IsHostProcess(PodUnderReview.ContextOf(container)));
        var setters = PodUnderReview.Setters(IsHostProcess(pod.Context), containers);
        return setters.Length == 0 ? null : new("hostProcess", $"{setters} must not set securityContext.windowsOptions.hostProcess=true");
    }

    private static bool IsHostProcess(DocObject context) => context.GetObject("windowsOptions")?.GetBool("hostProcess") == true;

    private static IEnumerable<long> PortsOf(DocObject container) => container.ObjectsAt("ports").Select(port => port.GetInt64("hostPort") ?? 0).Where(port => port != 0);

    private static IEnumerable<string> ProbeHosts(DocObject container)
    {
        string[][] handlers = [["livenessProbe"], ["readinessProbe"], ["startupProbe"], ["lifecycle", "postStart"], ["lifecycle", "preStop"]];
        return from path in handlers
               let handler = container.GetPath(path) as DocObject
               where handler is not null
               from kind in (string[])["httpGet", "tcpSocket"]
               let host = handler.StringAt(kind, "host")
               where host.Length > 0
               select host;
    }
}
