using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;
using Tiphys.Api.Machinery.Validation.Metadata;
using Tiphys.Api.Machinery.Validation.Pods;

namespace Tiphys.Api.Machinery.Validation.Policies;

/// <summary>Disruption budgets, priority classes, leases, runtime classes, certificate requests.</summary>
internal static class PolicyValidators
{
    private const int HighestUserPriority = 1_000_000_000;
    private static readonly FieldPath Spec = FieldPath.Root.Child("spec");

    private static readonly string[] Usages =
    [
        "any", "cert sign", "client auth", "code signing", "content commitment", "crl sign", "data encipherment", "decipher only", "digital signature",
        "email protection", "encipher only", "ipsec end system", "ipsec tunnel", "ipsec user", "key agreement", "key encipherment", "microsoft sgc",
        "netscape sgc", "ocsp signing", "s/mime", "server auth", "signing", "timestamping",
    ];

    public static readonly Dictionary<(string, string), KindValidator> All = new()
    {
        [("autoscaling", "HorizontalPodAutoscaler")] = AutoscalerValidator.Validator,
        [("policy", "PodDisruptionBudget")] = new(Budget),
        [("scheduling.k8s.io", "PriorityClass")] = new(Priority) { Change = PriorityChange },
        [("coordination.k8s.io", "Lease")] = new(Lease),
        [("node.k8s.io", "RuntimeClass")] = new(RuntimeClass) { Change = (updated, old, errors) => errors.Immutable(updated, old, "handler", FieldPath.Root) },
        [("certificates.k8s.io", "CertificateSigningRequest")] = new(SigningRequest) { Status = Conditions, Subresource = (_, updated, old, errors) => Conditions(updated, old, errors) },
    };

    private static void Budget(DocObject budget, FieldErrors errors)
    {
        var spec = budget.GetObject("spec") ?? [];
        if (spec.ContainsKey("minAvailable") && spec.ContainsKey("maxUnavailable"))
            errors.Invalid(Spec, spec, "minAvailable and maxUnavailable cannot be both set");
        foreach (var name in (string[])["minAvailable", "maxUnavailable"])
        {
            SharedRules.NumberOrPercent(errors, spec, name, Spec);
            if (SharedRules.IsPercent(spec.Text(name)) && int.TryParse(spec.Text(name).TrimEnd('%'), out var percent) && percent > 100)
                errors.Invalid(Spec.Child(name), spec[name], "must not be greater than 100%");
        }

        SharedRules.LabelSelector(errors, spec.GetObject("selector"), Spec.Child("selector"));
        errors.OneOfIfGiven(spec, "unhealthyPodEvictionPolicy", Spec, "AlwaysAllow", "IfHealthyBudget");
    }

    private static void Priority(DocObject priority, FieldErrors errors)
    {
        var name = (priority.GetPath("metadata", "name") as DocString)?.Value ?? "";
        var value = priority.GetInt64("value") ?? 0;
        if (name.StartsWith("system-", StringComparison.Ordinal))
        {
            if ((name, value) is not (("system-node-critical", 2000001000) or ("system-cluster-critical", 2000000000)))
                errors.Forbidden(FieldPath.Root.Child("metadata", "name"), $"priority class names with 'system-' prefix are reserved for system use only. error: {name} is not a known system priority class");
        }
        else if (value > HighestUserPriority)
        {
            errors.Forbidden(FieldPath.Root.Child("value"), $"maximum allowed value of a user defined priority is {HighestUserPriority}");
        }

        if (priority["preemptionPolicy"] is DocString { IsEmpty: true })
            errors.Required(FieldPath.Root.Child("preemptionPolicy"));
        errors.OneOfIfSet(priority, "preemptionPolicy", FieldPath.Root, "PreemptLowerPriority", "Never");
    }

    private static void PriorityChange(DocObject updated, DocObject old, FieldErrors errors)
    {
        if ((updated.GetInt64("value") ?? 0) != (old.GetInt64("value") ?? 0))
            errors.Forbidden(FieldPath.Root.Child("value"), "may not be changed in an update.");
        errors.Immutable(updated, old, "preemptionPolicy", FieldPath.Root);
    }

    private static void Lease(DocObject lease, FieldErrors errors)
    {
        var spec = lease.GetObject("spec") ?? [];
        errors.Positive(spec, "leaseDurationSeconds", Spec);
        errors.NonNegative(spec, "leaseTransitions", Spec);
    }

    private static void RuntimeClass(DocObject runtimeClass, FieldErrors errors)
    {
        if (!runtimeClass.IsSet("handler"))
            errors.Required(FieldPath.Root.Child("handler"));
        else
            errors.InvalidIf(NameFormats.Label1123(runtimeClass.Text("handler")), FieldPath.Root.Child("handler"), runtimeClass["handler"]);
        foreach (var (name, value) in runtimeClass.GetPath("overhead", "podFixed") as DocObject ?? [])
        {
            var at = FieldPath.Root.Child("overhead", "limits").Key(name);
            ResourceNames.ValidateForContainer(errors, name, at);
            ResourceNames.ValidateAmount(errors, name, value, at);
        }

        if (runtimeClass.GetObject("scheduling") is not { } scheduling)
            return;
        var path = FieldPath.Root.Child("scheduling");
        MetadataRules.ValidateLabels(scheduling.GetObject("nodeSelector"), path.Child("nodeSelector"), errors);
        var seen = new HashSet<DocNode?>(DocNodeComparer.Instance);
        foreach (var (toleration, at) in scheduling.Items("tolerations", path))
        {
            if (!seen.Add(toleration))
                errors.Duplicate(at, toleration);
        }

        TolerationRules.Validate(scheduling, path, errors);
    }

    private static void SigningRequest(DocObject request, FieldErrors errors)
    {
        const int ShortestSeconds = 600;
        var spec = request.GetObject("spec") ?? [];
        if (!CertificateRequestRules.IsRequest(spec.Text("request")))
            errors.Invalid(Spec.Child("request"), spec["request"], "PEM block type must be CERTIFICATE REQUEST");
        if (spec.GetArray("usages") is not { Count: > 0 })
            errors.Required(Spec.Child("usages"));
        var seen = new HashSet<string>();
        foreach (var (usage, at) in spec.Texts("usages", Spec))
        {
            if (!Usages.Contains(usage))
                errors.NotSupported(at, usage, Usages);
            if (!seen.Add(usage))
                errors.Duplicate(at, usage);
        }

        var signer = spec.Text("signerName");
        var slash = signer.IndexOf('/');
        if (signer.Length == 0)
            errors.Required(Spec.Child("signerName"));
        else if (slash < 0 || slash == signer.Length - 1)
            errors.Invalid(Spec.Child("signerName"), signer, "must be a fully qualified domain and path of the form 'example.com/signer-name'");
        else
            errors.InvalidIf(NameFormats.Subdomain(signer[..slash]), Spec.Child("signerName"), signer);
        if (signer == "kubernetes.io/legacy-unknown")
            errors.Invalid(Spec.Child("signerName"), signer, "the legacy signerName is not allowed via this API version");
        if (spec.GetInt64("expirationSeconds") is < ShortestSeconds)
            errors.Invalid(Spec.Child("expirationSeconds"), spec["expirationSeconds"], "may not specify a duration less than 600 seconds (10 minutes)");
    }

    private static void Conditions(DocObject updated, DocObject old, FieldErrors errors)
    {
        var path = FieldPath.Root.Child("status");
        var status = updated.GetObject("status") ?? [];
        var types = new HashSet<string>();
        foreach (var (condition, at) in status.Items("conditions", path))
        {
            errors.RequiredText(condition, "type", at);
            if (condition.Text("type") is "Approved" or "Denied" or "Failed" && condition.Text("status") != "True")
                errors.NotSupported(at.Child("status"), condition["status"], "True");
            types.Add(condition.Text("type"));
        }

        if (types.Contains("Approved") && types.Contains("Denied"))
            errors.Invalid(path.Child("conditions"), "Denied", "Approved and Denied conditions are mutually exclusive");
        foreach (var before in (old.GetPath("status", "conditions") as DocArray)?.Objects() ?? [])
        {
            if (before.Text("type") is "Approved" or "Denied" or "Failed" && !types.Contains(before.Text("type")))
                errors.Forbidden(path.Child("conditions"), $"updates may not remove a condition of type \"{before.Text("type")}\"");
        }

        if (old.GetObject("status")?.IsSet("certificate") == true && !status["certificate"].SameAs(old.GetPath("status", "certificate")))
            errors.Forbidden(path.Child("certificate"), "updates may not modify existing certificate content");
        if (CertificateRequestRules.ComplaintAboutCertificate(status.Text("certificate")) is { } complaint)
            errors.Invalid(path.Child("certificate"), "<certificate data>", complaint);
    }
}
