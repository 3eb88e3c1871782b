using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;

namespace Tiphys.Api.Machinery.Validation.Pods;

/// <summary>A pod's security context and its use of the host's namespaces.</summary>
internal static class PodSecurityRules
{
    private const string SysctlForm = @"^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$";

    public static void Validate(DocObject spec, FieldPath path, FieldErrors errors)
    {
        if (spec.GetBool("shareProcessNamespace") == true && spec.GetBool("hostPID") == true)
            errors.Invalid(path.Child("securityContext", "shareProcessNamespace"), true, "ShareProcessNamespace and HostPID cannot both be enabled");
        if (spec.GetObject("securityContext") is { } context)
            ValidateContext(context, spec, path.Child("securityContext"), errors);
        if (spec.GetBool("hostUsers") == false)
            ValidateOwnUsers(spec, path, errors);
    }

    // Users of its own go with neither the host's other namespaces nor devices.
    private static void ValidateOwnUsers(DocObject spec, FieldPath path, FieldErrors errors)
    {
        foreach (var (name, told) in ((string, string)[])[("hostPID", "HostPID"), ("hostIPC", "HostIPC")])
        {
            if (spec.GetBool(name) == true)
                errors.Forbidden(path.Child(told), "when `hostUsers` is false");
        }

        foreach (var (container, containerAt) in ((string[])["initContainers", "containers", "ephemeralContainers"]).SelectMany(list => spec.Items(list, path)))
        {
            if (container.GetArray("volumeDevices") is { Count: > 0 })
                errors.Forbidden(containerAt.Child("volumeDevices"), "when `hostUsers` is false");
        }
    }

    private static void ValidateContext(DocObject context, DocObject spec, FieldPath at, FieldErrors errors)
    {
        foreach (var name in (string[])["fsGroup", "runAsUser", "runAsGroup"])
            SharedRules.Id(errors, context, name, at);
        if (context.GetArray("supplementalGroups") is { } groups)
        {
            for (var i = 0; i < groups.Count; i++)
            {
                if (groups[i] is DocNumber number && (!number.TryGetInt64(out var id) || id is < 0 or > int.MaxValue))
                    errors.Invalid(at.Child("supplementalGroups").Index(i), number, "must be between 0 and 2147483647, inclusive");
            }
        }

        errors.OneOfIfGiven(context, "fsGroupChangePolicy", at, "Always", "OnRootMismatch");
        errors.OneOfIfGiven(context, "supplementalGroupsPolicy", at, "Merge", "Strict");
        errors.OneOfIfGiven(context, "seLinuxChangePolicy", at, "Recursive");
        ValidateSysctls(context, spec, at, errors);
        ContainerSecurityRules.ValidateProfiles(context, at, errors);
    }

    private static void ValidateSysctls(DocObject context, DocObject spec, FieldPath path, FieldErrors errors)
    {
        var names = new HashSet<string>();
        foreach (var (sysctl, at) in context.Items("sysctls", path))
        {
            var name = sysctl.Text("name");
            if (name.Length == 0)
                errors.Required(at.Child("name"));
            else if (name.Length > 253 || !name.Split('.', '/').All(IsPart))
                errors.Invalid(at.Child("name"), name, $"must have at most 253 characters and match regex {SysctlForm}");
            else if (!names.Add(name))
                errors.Duplicate(at.Child("name"), name);
            if (spec.GetBool("hostIPC") == true && IsOfIpc(name.Replace('/', '.')))
                errors.Invalid(at.Child("name"), name, "may not be specified when 'hostIPC' is true");
            if (spec.GetBool("hostNetwork") == true && name.Replace('/', '.').StartsWith("net.", StringComparison.Ordinal))
                errors.Invalid(at.Child("name"), name, "may not be specified when 'hostNetwork' is true");
        }
    }

    private static bool IsOfIpc(string name) => name == "kernel.sem"
        || ((string[])["kernel.shm", "kernel.msg", "fs.mqueue."]).Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    private static bool IsPart(string part) => part.Length > 0 && part[0] is not ('-' or '_') && part[^1] is not ('-' or '_')
        && part.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_');
}
