using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;

namespace Tiphys.Api.Machinery.Validation.Pods;

/// <summary>What a pod may not ask for because of the operating system it names.</summary>
internal static class PodSystemRules
{
    private const string NotOnWindows = "cannot be set for a windows pod";
    private const string NotOnLinux = "windows options cannot be set for a linux pod";

    private static readonly string[] LinuxOfPods =
    [
        "appArmorProfile", "seLinuxOptions", "seccompProfile", "fsGroup", "fsGroupChangePolicy", "sysctls", "runAsUser", "runAsGroup", "supplementalGroups",
        "supplementalGroupsPolicy", "seLinuxChangePolicy",
    ];

    private static readonly string[] LinuxOfContainers =
    [
        "appArmorProfile", "seLinuxOptions", "seccompProfile", "capabilities", "readOnlyRootFilesystem", "privileged", "allowPrivilegeEscalation", "procMount",
        "runAsUser", "runAsGroup",
    ];

    public static void Validate(DocObject spec, FieldPath path, FieldErrors errors)
    {
        var system = spec.GetObject("os")?.Text("name");
        if (system == "linux")
            ForbidContexts(spec, path, errors, ["windowsOptions"], ["windowsOptions"], NotOnLinux);
        if (system != "windows")
            return;
        foreach (var name in (string[])["hostUsers", "hostPID", "hostIPC", "shareProcessNamespace"])
        {
            if (spec[name] is DocBool given && (given.Value || name is "hostUsers" or "shareProcessNamespace"))
                errors.Forbidden(path.Child(name), NotOnWindows);
        }

        ForbidContexts(spec, path, errors, LinuxOfPods, LinuxOfContainers, NotOnWindows);
        if (spec.GetObject("resources") is not null)
            errors.Forbidden(path.Child("resources"), "may not be set for a windows pod");
    }

    private static void ForbidContexts(DocObject spec, FieldPath path, FieldErrors errors, string[] ofPod, string[] ofContainers, string why)
    {
        Forbid(spec.GetObject("securityContext"), path.Child("securityContext"), errors, ofPod, why);
        foreach (var list in (string[])["initContainers", "containers", "ephemeralContainers"])
        {
            foreach (var (container, at) in spec.Items(list, path))
                Forbid(container.GetObject("securityContext"), at.Child("securityContext"), errors, ofContainers, why);
        }
    }

    private static void Forbid(DocObject? context, FieldPath path, FieldErrors errors, string[] names, string why)
    {
        foreach (var name in names)
        {
            if (context?[name] is not (null or DocNull or DocArray { Count: 0 }))
                errors.Forbidden(path.Child(name), why);
        }
    }
}
