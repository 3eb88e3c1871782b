using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Admission.Namespaces;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.PodSecurity;

/// <summary>Holds pods to the Pod Security Standards their namespace asks for, warns of workloads that would not pass. Kubernetes docs: "Pod Security Admission".</summary>
internal sealed class PodSecurityAdmission(PodSecurityOptions options, IObjectReader reader) : IAdmissionPlugin
{
    private const string AuditPrefix = "pod-security.kubernetes.io/";

    public string Name => "PodSecurity";

    public bool Handles(AdmissionAttributes attributes) => attributes.Operation is AdmissionOperation.Create or AdmissionOperation.Update
        && (IsPod(attributes) || (attributes.Subresource.Length == 0
            && (PodTemplates.IsWorkload(attributes.Resource.GroupResource) || attributes.Is(BuiltInResources.Namespaces))));

    public ValueTask ValidateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        if (attributes.Is(BuiltInResources.Namespaces))
            CheckNamespace(attributes);
        else if (options.ExemptNamespaces.Contains(attributes.Namespace) || options.ExemptUsers.Contains(attributes.User.Name))
            attributes.AuditAnnotations[AuditPrefix + "exempt"] = options.ExemptNamespaces.Contains(attributes.Namespace) ? "namespace" : "user";
        else if (IsPod(attributes))
            CheckPod(attributes);
        else
            CheckWorkload(attributes);
        return ValueTask.CompletedTask;
    }

    private static bool IsPod(AdmissionAttributes attributes) => attributes.Is(BuiltInResources.Pods) || attributes.Is(BuiltInResources.Pods, "ephemeralcontainers");

    private void CheckPod(AdmissionAttributes attributes)
    {
        var policies = PoliciesOf(attributes.Namespace);
        if (policies.IsUnbounded || (attributes.OldObject is { } old && !IsSignificant(attributes.Object!, old)))
            return;
        if (IsExempt(attributes, attributes.Object!))
            return;
        attributes.AuditAnnotations[AuditPrefix + "enforce-policy"] = policies.Enforce.ToString();
        var violations = PodSecurityEvaluator.Evaluate(policies.Enforce, attributes.Object!);
        if (violations.Count > 0)
            throw attributes.Forbidden($"violates PodSecurity \"{policies.Enforce}\": {string.Join(", ", violations)}");
        Tell(attributes, policies, attributes.Object!);
    }

    private void CheckWorkload(AdmissionAttributes attributes)
    {
        var policies = PoliciesOf(attributes.Namespace);
        if (policies.IsSilent || PodTemplates.TemplateOf(attributes.Resource.GroupResource, attributes.Object!) is not { } template || IsExempt(attributes, template))
            return;
        Tell(attributes, policies, template);
    }

    private static void Tell(AdmissionAttributes attributes, NamespacePolicies policies, DocObject pod)
    {
        if (Complaint(policies.Audit, pod) is { } audit)
            attributes.AuditAnnotations[AuditPrefix + "audit-violations"] = audit;
        if (Complaint(policies.Warn, pod) is { } warning)
            attributes.Warnings.Add(warning);
    }

    private static string? Complaint(PodSecurityPolicy policy, DocObject pod)
    {
        var violations = PodSecurityEvaluator.Evaluate(policy, pod);
        return violations.Count == 0 ? null : $"would violate PodSecurity \"{policy}\": {string.Join(", ", violations)}";
    }

    private NamespacePolicies PoliciesOf(string ns) => NamespacePolicies.Read(NamespaceStates.LabelsOf(reader, ns), options);

    private bool IsExempt(AdmissionAttributes attributes, DocObject pod)
    {
        if (!options.ExemptRuntimeClasses.Contains(pod.StringAt("spec", "runtimeClassName")))
            return false;
        attributes.AuditAnnotations[AuditPrefix + "exempt"] = "runtimeClass";
        return true;
    }

    /// <summary>An update that leaves containers and profile annotations alone cannot make a pod worse.</summary>
    private static bool IsSignificant(DocObject pod, DocObject old)
    {
        foreach (var list in (string[])["initContainers", "containers", "ephemeralContainers"])
        {
            var (now, before) = (pod.GetPath("spec", list), old.GetPath("spec", list));
            if (!(now?.DeepEquals(before) ?? before is null))
                return true;
        }

        var (annotations, oldAnnotations) = (pod.GetPath("metadata", "annotations"), old.GetPath("metadata", "annotations"));
        return !(annotations?.DeepEquals(oldAnnotations) ?? oldAnnotations is null);
    }

    private void CheckNamespace(AdmissionAttributes attributes)
    {
        var policies = NamespacePolicies.Read(attributes.Object!.ObjectLabels, options);
        var before = attributes.OldObject is { } old ? NamespacePolicies.Read(old.ObjectLabels, options) : null;
        var fresh = policies.Errors.Where(error => before?.Errors.Contains(error) != true).ToArray();
        if (fresh.Length > 0)
            throw ApiException.Invalid("", "Namespace", attributes.Name, fresh);
        if (before is null || before.Enforce == policies.Enforce || policies.Enforce.Level == PodSecurityLevel.Privileged || options.ExemptNamespaces.Contains(attributes.Name))
            return;
        foreach (var warning in ExistingPodWarnings.Of(reader, attributes.Name, policies.Enforce))
            attributes.Warnings.Add(warning);
    }
}
