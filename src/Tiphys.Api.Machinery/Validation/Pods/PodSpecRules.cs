using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;
using Tiphys.Api.Machinery.Validation.Metadata;

namespace Tiphys.Api.Machinery.Validation.Pods;

/// <summary>The spec of a pod, in a pod or in a template.</summary>
internal static class PodSpecRules
{
    public static void Validate(DocObject spec, FieldPath path, FieldErrors errors, params IReadOnlyCollection<string> claims)
    {
        var volumes = VolumeRules.Validate(spec, path, errors);
        volumes.UnionWith(claims);
        ContainerRules.ValidateAll(spec, volumes, path, errors);
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

    private static void ValidateNumbers(DocObject spec, FieldPath path, FieldErrors errors)
    {
        if (spec.GetInt64("activeDeadlineSeconds") is < 1 or > int.MaxValue)
            errors.Invalid(path.Child("activeDeadlineSeconds"), spec["activeDeadlineSeconds"], "must be between 1 and 2147483647, inclusive");
        foreach (var (name, value) in spec.GetObject("overhead") ?? [])
            SharedRules.NonNegativeQuantity(errors, value, path.Child("overhead").Key(name));
        ResourceRules.Validate(spec.GetObject("resources"), path.Child("resources"), errors);
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

        var claims = new HashSet<string>();
        foreach (var (claim, at) in spec.Items("resourceClaims", path))
        {
            errors.InvalidIf(claim.IsSet("name") ? NameFormats.Label1123(claim.Text("name")) : "must not be empty", at.Child("name"), claim["name"]);
            if (!claims.Add(claim.Text("name")))
                errors.Duplicate(at, claim.Text("name"));
            foreach (var name in ((string[])["resourceClaimName", "resourceClaimTemplateName"]).Where(claim.IsSet))
                errors.InvalidIf(NameFormats.Subdomain(claim.Text(name)), at.Child(name), claim[name]);
            if (claim.IsSet("resourceClaimName") == claim.IsSet("resourceClaimTemplateName"))
                errors.Invalid(at, claim, "exactly one of `resourceClaimName` and `resourceClaimTemplateName` must be set");
        }
    }
}
