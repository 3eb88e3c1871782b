using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;

namespace Tiphys.Api.Machinery.Validation.Pods;

/// <summary>A container's security context, and the profiles it shares with the pod's.</summary>
internal static class ContainerSecurityRules
{
    public static void Validate(DocObject? context, bool hostUsers, FieldPath path, FieldErrors errors)
    {
        if (context is null)
            return;
        SharedRules.Id(errors, context, "runAsUser", path);
        SharedRules.Id(errors, context, "runAsGroup", path);
        errors.OneOfIfGiven(context, "procMount", path, "Default", "Unmasked");
        if (hostUsers && context.Text("procMount") == "Unmasked")
            errors.Invalid(path.Child("procMount"), "Unmasked", "`hostUsers` must be false to use `Unmasked`");
        if (context.GetBool("allowPrivilegeEscalation") == false)
        {
            if (context.GetBool("privileged") == true)
                errors.Invalid(path, context, "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
            if (context.GetPath("capabilities", "add") is DocArray added && added.Strings().Any(name => name is "CAP_SYS_ADMIN"))
                errors.Invalid(path, context, "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN");
        }

        ValidateProfiles(context, path, errors);
    }

    /// <summary>seccomp and AppArmor: an empty localhost profile must never mean unconfined.</summary>
    public static void ValidateProfiles(DocObject context, FieldPath path, FieldErrors errors)
    {
        foreach (var name in (string[])["seccompProfile", "appArmorProfile"])
        {
            if (context.GetObject(name) is not { } profile)
                continue;
            var at = path.Child(name);
            errors.OneOf(profile, "type", at, "Localhost", "RuntimeDefault", "Unconfined");
            var file = profile.Text("localhostProfile");
            if (profile.Text("type") == "Localhost")
            {
                if (file.Trim().Length == 0)
                    errors.Required(at.Child("localhostProfile"), "must be set when type is Localhost");
                else if (name == "seccompProfile")
                    SharedRules.LocalPath(errors, file, at.Child("localhostProfile"));
            }
            else if (profile.ContainsKey("localhostProfile"))
            {
                errors.Invalid(at.Child("localhostProfile"), file, "can only be set when type is Localhost");
            }
        }
    }
}
