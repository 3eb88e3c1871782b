using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;
using Tiphys.Api.Machinery.Validation.Metadata;

namespace Tiphys.Api.Machinery.Validation.Pods;

/// <summary>The spec of a pod, in a pod or in a template.</summary>
internal static class PodSpecRules
{
    private const int LongestHostname = 64;

    public static void Validate(DocObject spec, FieldPath path, FieldErrors errors, params IReadOnlyCollection<string> claims)
    {
        var volumes = VolumeRules.Validate(spec, path, errors);
        volumes.UnionWith(claims);
        ValidateClaims(spec, path, errors);
        ContainerRules.ValidateAll(spec, volumes, path, errors);
        PodResourceRules.Validate(spec, path.Child("resources"), errors);
        errors.OneOf(spec, "restartPolicy", path, "Always", "OnFailure", "Never");
        DnsRules.Validate(spec, path, errors);
        MetadataRules.ValidateLabels(spec.GetObject("nodeSelector"), path.Child("nodeSelector"), errors);
        AffinityRules.Validate(spec.GetObject("affinity"), path.Child("affinity"), errors);
        TolerationRules.Validate(spec, path, errors);
        SpreadRules.Validate(spec, path, errors);
        PodSecurityRules.Validate(spec, path, errors);
        ValidateNames(spec, path, errors);
        ValidateNumbers(spec, path, errors);
        ValidateLists(spec, path, errors);
        ValidateHostname(spec, path, errors);
        PodSystemRules.Validate(spec, path, errors);
    }

    private static void ValidateNames(DocObject spec, FieldPath path, FieldErrors errors)
    {
        foreach (var name in (string[])["serviceAccountName", "nodeName", "priorityClassName", "runtimeClassName"])
        {
            if (spec.IsSet(name))
                errors.InvalidIf(NameFormats.Subdomain(spec.Text(name)), path.Child(name), spec[name]);
        }

        foreach (var name in (string[])["hostname", "subdomain"])
        {
            if (spec.IsSet(name))
                errors.InvalidIf(NameFormats.Label1123(spec.Text(name)), path.Child(name), spec[name]);
        }

        errors.OneOfIfSet(spec, "preemptionPolicy", path, "PreemptLowerPriority", "Never");
        if (spec.GetObject("os") is not { } os)
            return;
        if (!os.IsSet("name"))
            errors.Required(path.Child("os", "name"));
        else if (os.Text("name") is not ("linux" or "windows"))
            errors.NotSupported(path.Child("os"), os["name"], "linux", "windows");
    }

    private static void ValidateHostname(DocObject spec, FieldPath path, FieldErrors errors)
    {
        if (spec.GetString("hostnameOverride") is not { } name)
            return;
        var at = path.Child("hostnameOverride");
        if (spec.GetBool("setHostnameAsFQDN") == true)
            errors.Forbidden(at, "may not be specified when setHostnameAsFQDN is true");
        if (spec.GetBool("hostNetwork") == true)
            errors.Forbidden(at, "may not be specified when hostNetwork is true");
        if (name.Length > LongestHostname)
            errors.TooLong(at, LongestHostname);
        errors.InvalidIf(NameFormats.Subdomain(name), at, name);
    }

    private static void ValidateNumbers(DocObject spec, FieldPath path, FieldErrors errors)
    {
        if (spec.GetInt64("activeDeadlineSeconds") is < 1 or > int.MaxValue)
            errors.Invalid(path.Child("activeDeadlineSeconds"), spec["activeDeadlineSeconds"], "must be between 1 and 2147483647, inclusive");
        if (spec.GetObject("overhead") is { Count: > 0 } overhead)
            ResourceRules.Validate(new() { ["limits"] = overhead }, path.Child("overhead"), errors);
    }

    private static void ValidateLists(DocObject spec, FieldPath path, FieldErrors errors)
    {
        foreach (var (gate, at) in spec.Items("readinessGates", path))
            errors.InvalidIf(NameFormats.QualifiedName(gate.Text("conditionType")), at.Child("conditionType"), gate.Text("conditionType"));
        var gates = new HashSet<string>();
        foreach (var (gate, at) in spec.Items("schedulingGates", path))
        {
            errors.InvalidIf(NameFormats.QualifiedName(gate.Text("name")), at, gate.Text("name"));
            if (!gates.Add(gate.Text("name")))
                errors.Duplicate(at, gate.Text("name"));
        }

        foreach (var (alias, at) in spec.Items("hostAliases", path))
        {
            SharedRules.IpAddress(errors, alias["ip"], at.Child("ip"));
            foreach (var (host, hostAt) in alias.Texts("hostnames", at))
                errors.InvalidIf(NameFormats.Subdomain(host), hostAt, host);
        }
    }

    private static void ValidateClaims(DocObject spec, FieldPath path, FieldErrors errors)
    {
        var names = new HashSet<string>();
        foreach (var (claim, at) in spec.Items("resourceClaims", path))
        {
            var name = claim.Text("name");
            if (name.Length == 0)
                errors.Required(at.Child("name"));
            else if (!names.Add(name))
                errors.Duplicate(at.Child("name"), name);
            else
                errors.InvalidIf(NameFormats.Label1123(name), at.Child("name"), name);
            string[] given = [.. ((string[])["resourceClaimName", "resourceClaimTemplateName"]).Where(field => claim[field] is DocString)];
            if (given.Length == 2)
                errors.Invalid(at, claim, "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified");
            if (given.Length == 0)
                errors.Invalid(at, claim, "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`");
            foreach (var field in given)
                errors.InvalidIf(NameFormats.Subdomain(claim.Text(field)), at.Child(field), claim[field]);
        }
    }
}
