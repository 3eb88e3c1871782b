using Tiphys.Api.Documents;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.PodSecurity;

/// <summary>Checks of the baseline level about the kernel's security modules: AppArmor, SELinux, seccomp.</summary>
internal static class BaselineProfileChecks
{
    private const string AppArmorAnnotation = "container.apparmor.security.beta.kubernetes.io/";
    private const string SeccompPodAnnotation = "seccomp.security.alpha.kubernetes.io/pod";
    private const string SeccompContainerAnnotation = "container.seccomp.security.alpha.kubernetes.io/";
    private const int SeccompFieldSince = 19;
    private const int ContainerEngineSince = 31;

    public static Violation? AppArmor(PodUnderReview pod, int minor)
    {
        var podValue = pod.Context.StringAt("appArmorProfile", "type");
        var containers = pod.Where(container => !IsProfile(PodUnderReview.ContextOf(container).StringAt("appArmorProfile", "type")));
        string[] annotations =
        [
            .. pod.Annotations.Where(entry => entry.Key.StartsWith(AppArmorAnnotation, StringComparison.Ordinal) && !IsAnnotatedProfile(entry.Value))
                .Select(entry => $"{entry.Key}={entry.Value}").Order(StringComparer.Ordinal),
        ];
        var setters = PodUnderReview.Setters(!IsProfile(podValue), containers);
        if (annotations.Length > 0)
            setters = (setters.Length > 0 ? setters + " and " : "") + Wording.Plural("annotation", annotations.Length);
        if (setters.Length == 0)
            return null;
        var values = pod.Containers.Select(container => PodUnderReview.ContextOf(container).StringAt("appArmorProfile", "type")).Append(podValue)
            .Where(value => !IsProfile(value)).Distinct().Order(StringComparer.Ordinal).Select(value => $"\"{value}\"").Concat(annotations).ToArray();
        return new(Wording.Plural("forbidden AppArmor profile", values.Length), $"{setters} must not set AppArmor profile type to {string.Join(", ", values)}");
    }

    public static Violation? SeLinux(PodUnderReview pod, int minor)
    {
        bool IsBad(DocObject context) => context.GetObject("seLinuxOptions") is { } options
            && (!IsType(options.StringAt("type"), minor) || options.StringAt("user").Length > 0 || options.StringAt("role").Length > 0);
        var containers = pod.Where(container => IsBad(PodUnderReview.ContextOf(container)));
        var setters = PodUnderReview.Setters(IsBad(pod.Context), containers);
        if (setters.Length == 0)
            return null;
        var all = pod.Containers.Select(PodUnderReview.ContextOf).Append(pod.Context).Select(context => context.GetObject("seLinuxOptions") ?? new DocObject()).ToArray();
        string[] types = [.. all.Select(options => options.StringAt("type")).Where(type => !IsType(type, minor)).Distinct().Order(StringComparer.Ordinal)];
        var bad = new List<string>();
        if (types.Length > 0)
            bad.Add(Wording.Named("type", types));
        if (all.Any(options => options.StringAt("user").Length > 0))
            bad.Add("user may not be set");
        if (all.Any(options => options.StringAt("role").Length > 0))
            bad.Add("role may not be set");
        return new("seLinuxOptions", $"{setters} set forbidden securityContext.seLinuxOptions: {string.Join("; ", bad)}");
    }

    public static Violation? Seccomp(PodUnderReview pod, int minor)
    {
        if (minor < SeccompFieldSince)
            return SeccompAnnotations(pod);
        var podType = SeccompType(pod.Context);
        var containers = pod.Where(container => SeccompType(PodUnderReview.ContextOf(container)) == "Unconfined");
        var setters = PodUnderReview.Setters(podType == "Unconfined", containers);
        return setters.Length == 0 ? null : new("seccompProfile", $"{setters} must not set securityContext.seccompProfile.type to \"Unconfined\"");
    }

    internal static string SeccompType(DocObject context) => context.StringAt("seccompProfile", "type");

    private static Violation? SeccompAnnotations(PodUnderReview pod)
    {
        var keys = pod.Containers.Select(container => SeccompContainerAnnotation + container.StringAt("name")).Prepend(SeccompPodAnnotation);
        string[] forbidden = [.. keys.Where(key => pod.Annotations.GetString(key) is { } value && !IsSeccompAnnotation(value)).Select(key => $"{key}=\"{pod.Annotations.GetString(key)}\"")];
        return forbidden.Length == 0 ? null : new("seccompProfile", $"forbidden {Wording.Plural("annotation", forbidden.Length)} {string.Join(", ", forbidden)}");
    }

    private static bool IsSeccompAnnotation(string value) => value is "" or "runtime/default" or "docker/default" || value.StartsWith("localhost/", StringComparison.Ordinal);

    private static bool IsProfile(string type) => type is "" or "RuntimeDefault" or "Localhost";

    private static bool IsAnnotatedProfile(DocNode value) =>
        value is DocString text && (text.Value is "" or "runtime/default" || text.Value.StartsWith("localhost/", StringComparison.Ordinal));

    private static bool IsType(string type, int minor) =>
        type is "" or "container_t" or "container_init_t" or "container_kvm_t" || (type == "container_engine_t" && minor >= ContainerEngineSince);
}
