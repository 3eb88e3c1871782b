using Tiphys.Api.Documents;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.PodSecurity;

/// <summary>Checks that the restricted level adds or tightens.</summary>
internal static class RestrictedChecks
{
    private const int WindowsExemptSince = 25;
    private const int EscalationSince = 8;
    private const int CapabilitiesSince = 22;
    private const int SeccompSince = 19;
    private const int RunAsUserSince = 23;
    private const int UserNamespacesCountSince = 35;

    private static readonly HashSet<string> AllowedVolumes =
        ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret", "image"];

    public static Violation? AllowPrivilegeEscalation(PodUnderReview pod, int minor)
    {
        if (minor < EscalationSince || IsExemptWindows(pod, minor))
            return null;
        var containers = pod.Where(container => PodUnderReview.ContextOf(container).GetBool("allowPrivilegeEscalation") != false);
        return containers.Count == 0 ? null
            : new("allowPrivilegeEscalation != false", $"{Wording.Named("container", containers)} must set securityContext.allowPrivilegeEscalation=false");
    }

    public static Violation? Capabilities(PodUnderReview pod, int minor)
    {
        if (minor < CapabilitiesSince)
            return BaselineContextChecks.Capabilities(pod, minor);
        if (IsExemptWindows(pod, minor))
            return null;
        var keeping = pod.Where(container => !PodUnderReview.ContextOf(container).StringsAt("capabilities", "drop").Contains("ALL"));
        var adding = pod.Where(container => BaselineContextChecks.Added(container).Any(IsForbidden));
        var details = new List<string>();
        if (keeping.Count > 0)
            details.Add($"{Wording.Named("container", keeping)} must set securityContext.capabilities.drop=[\"ALL\"]");
        if (adding.Count > 0)
        {
            var names = pod.Containers.SelectMany(BaselineContextChecks.Added).Where(IsForbidden).Distinct().Order(StringComparer.Ordinal);
            details.Add($"{Wording.Named("container", adding)} must not include {Wording.Quote(names)} in securityContext.capabilities.add");
        }

        return details.Count == 0 ? null : new("unrestricted capabilities", string.Join("; ", details));

        static bool IsForbidden(string name) => name != "NET_BIND_SERVICE";
    }

    public static Violation? Volumes(PodUnderReview pod, int minor)
    {
        var bad = pod.Spec.ObjectsAt("volumes").Select(volume => (Name: volume.StringAt("name"), Type: TypeOf(volume))).Where(volume => !AllowedVolumes.Contains(volume.Type)).ToArray();
        if (bad.Length == 0)
            return null;
        string[] types = [.. bad.Select(volume => volume.Type).Distinct().Order(StringComparer.Ordinal)];
        string[] names = [.. bad.Select(volume => volume.Name)];
        return new("restricted volume types", $"{Wording.Named("volume", names)} {Wording.Uses(names.Length)} {Wording.Named("restricted volume type", types)}");
    }

    public static Violation? RunAsNonRoot(PodUnderReview pod, int minor)
    {
        if (pod.HasUserNamespace && minor >= UserNamespacesCountSince)
            return null;
        var podValue = pod.Context.GetBool("runAsNonRoot");
        var setters = PodUnderReview.Setters(podValue == false, pod.Where(container => NonRoot(container) == false));
        if (setters.Length > 0)
            return new("runAsNonRoot != true", $"{setters} must not set securityContext.runAsNonRoot=false");
        var silent = podValue == true ? [] : pod.Where(container => NonRoot(container) is null);
        return silent.Count == 0 ? null : new("runAsNonRoot != true", $"pod or {Wording.Named("container", silent)} must set securityContext.runAsNonRoot=true");

        static bool? NonRoot(DocObject container) => PodUnderReview.ContextOf(container).GetBool("runAsNonRoot");
    }

    public static Violation? RunAsUser(PodUnderReview pod, int minor)
    {
        if (minor < RunAsUserSince || (pod.HasUserNamespace && minor >= UserNamespacesCountSince))
            return null;
        var setters = PodUnderReview.Setters(
            pod.Context.GetInt64("runAsUser") == 0, pod.Where(container => PodUnderReview.ContextOf(container).GetInt64("runAsUser") == 0));
        return setters.Length == 0 ? null : new("runAsUser=0", $"{setters} must not set runAsUser=0");
    }

    public static Violation? Seccomp(PodUnderReview pod, int minor)
    {
        if (minor < SeccompSince)
            return BaselineProfileChecks.Seccomp(pod, minor);
        if (IsExemptWindows(pod, minor))
            return null;
        var podType = BaselineProfileChecks.SeccompType(pod.Context);
        var explicitly = pod.Where(container => Type(container) is not ("" or "RuntimeDefault" or "Localhost"));
        var setters = PodUnderReview.Setters(podType is not ("" or "RuntimeDefault" or "Localhost"), explicitly);
        if (setters.Length > 0)
        {
            var values = pod.Containers.Select(Type).Append(podType).Where(type => type is not ("" or "RuntimeDefault" or "Localhost")).Distinct().Order(StringComparer.Ordinal);
            return new("seccompProfile", $"{setters} must not set securityContext.seccompProfile.type to {Wording.Quote(values)}");
        }

        var silent = podType.Length > 0 ? [] : pod.Where(container => Type(container).Length == 0);
        return silent.Count == 0 ? null
            : new("seccompProfile", $"pod or {Wording.Named("container", silent)} must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\"");

        static string Type(DocObject container) => BaselineProfileChecks.SeccompType(PodUnderReview.ContextOf(container));
    }

    private static bool IsExemptWindows(PodUnderReview pod, int minor) => minor >= WindowsExemptSince && pod.IsWindows;

    private static string TypeOf(DocObject volume) => volume.FirstOrDefault(member => member.Key != "name" && member.Value is DocObject).Key ?? "emptyDir";
}
