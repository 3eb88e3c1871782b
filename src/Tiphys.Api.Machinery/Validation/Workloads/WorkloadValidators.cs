using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Selectors;
using Tiphys.Api.Machinery.Validation.Storage;

namespace Tiphys.Api.Machinery.Validation.Workloads;

/// <summary>Deployments, replica sets, replication controllers, daemon sets, stateful sets.</summary>
internal static class WorkloadValidators
{
    private static readonly FieldPath Spec = FieldPath.Root.Child("spec");

    private static readonly string[] MutableStatefulFields =
        ["replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit", "persistentVolumeClaimRetentionPolicy", "minReadySeconds"];

    public static readonly Dictionary<(string, string), KindValidator> All = new()
    {
        [("apps", "Deployment")] = new(Deployment) { Change = SelectorStays, Status = CountersOf },
        [("apps", "ReplicaSet")] = new(ReplicaSet) { Change = SelectorStays, Status = CountersOf },
        [("apps", "DaemonSet")] = new(DaemonSet) { Change = SelectorStays, Status = CountersOf },
        [("apps", "StatefulSet")] = new(StatefulSet) { Change = StatefulSetChange, Status = CountersOf },
        [("", "ReplicationController")] = new(ReplicationController) { Status = CountersOf },
        [("apps", "ControllerRevision")] = new(Revision) { Change = (updated, old, errors) => errors.Immutable(updated, old, "data", FieldPath.Root) },
    };

    private static void Deployment(DocObject deployment, FieldErrors errors)
    {
        var spec = deployment.GetObject("spec") ?? [];
        Counts(spec, errors, "replicas", "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds");
        TemplateRules.ValidateSelected(spec, "deployment", Spec, errors);
        var strategy = spec.GetObject("strategy") ?? [];
        var path = Spec.Child("strategy");
        if (!strategy.IsSet("type"))
            errors.Required(path.Child("type"));
        else if (strategy.Text("type") is not ("Recreate" or "RollingUpdate"))
            errors.NotSupported(path, strategy, "Recreate", "RollingUpdate");
        if (strategy.Text("type") == "Recreate" && strategy.GetObject("rollingUpdate") is not null)
            errors.Forbidden(path.Child("rollingUpdate"), "may not be specified when strategy `type` is 'Recreate'");
        if (strategy.Text("type") == "RollingUpdate")
            Rolling(strategy.GetObject("rollingUpdate"), path.Child("rollingUpdate"), errors);
        if (spec.GetInt64("progressDeadlineSeconds") is { } deadline && deadline <= (spec.GetInt64("minReadySeconds") ?? 0))
            errors.Invalid(Spec.Child("progressDeadlineSeconds"), deadline, "must be greater than minReadySeconds");
    }

    private static void Rolling(DocObject? rolling, FieldPath path, FieldErrors errors)
    {
        if (rolling is null)
        {
            errors.Required(path, "this should be defaulted and never be nil");
            return;
        }

        SharedRules.NumberOrPercent(errors, rolling, "maxUnavailable", path);
        SharedRules.NumberOrPercent(errors, rolling, "maxSurge", path);
        if (SharedRules.IsZero(rolling["maxUnavailable"]) && SharedRules.IsZero(rolling["maxSurge"]))
            errors.Invalid(path.Child("maxUnavailable"), rolling["maxUnavailable"], "may not be 0 when `maxSurge` is 0");
        AtMostAll(rolling, "maxUnavailable", path, errors);
    }

    private static void AtMostAll(DocObject rolling, string name, FieldPath path, FieldErrors errors)
    {
        var text = rolling.Text(name);
        if (SharedRules.IsPercent(text) && int.TryParse(text.TrimEnd('%'), out var percent) && percent > 100)
            errors.Invalid(path.Child(name), text, "must not be greater than 100%");
    }

    // What is neither a number nor a percentage counts for nothing.
    private static bool IsNothing(DocNode? value) => SharedRules.IsZero(value) || (value is DocString text && !SharedRules.IsPercent(text.Value));

    private static void ReplicaSet(DocObject set, FieldErrors errors)
    {
        var spec = set.GetObject("spec") ?? [];
        Counts(spec, errors, "replicas", "minReadySeconds");
        TemplateRules.ValidateSelected(spec, "ReplicaSet", Spec, errors);
    }

    private static void ReplicationController(DocObject controller, FieldErrors errors)
    {
        var spec = controller.GetObject("spec") ?? [];
        Counts(spec, errors, "replicas", "minReadySeconds");
        if (spec.GetObject("selector") is not { Count: > 0 } selector)
            errors.Required(Spec.Child("selector"));
        else
            TemplateRules.ValidateMatch(LabelSelector.FromMap(selector), spec, Spec, errors);
        if (spec.GetObject("template") is null)
            errors.Required(Spec.Child("template"));
        else
            TemplateRules.ValidateAlways(spec, "ReplicationController", Spec, errors);
    }

    private static void DaemonSet(DocObject set, FieldErrors errors)
    {
        var spec = set.GetObject("spec") ?? [];
        Counts(spec, errors, "minReadySeconds", "revisionHistoryLimit");
        TemplateRules.ValidateSelected(spec, "daemonset", Spec, errors);
        var strategy = spec.GetObject("updateStrategy") ?? [];
        var path = Spec.Child("updateStrategy");
        if (strategy.Text("type") is not ("OnDelete" or "RollingUpdate"))
            errors.NotSupported(path, strategy, "RollingUpdate", "OnDelete");
        if (strategy.Text("type") != "RollingUpdate")
            return;
        var rolling = strategy.GetObject("rollingUpdate");
        var at = path.Child("rollingUpdate");
        if (rolling is null)
        {
            errors.Required(at);
            return;
        }

        SharedRules.NumberOrPercent(errors, rolling, "maxUnavailable", at);
        SharedRules.NumberOrPercent(errors, rolling, "maxSurge", at);
        AtMostAll(rolling, "maxUnavailable", at, errors);
        AtMostAll(rolling, "maxSurge", at, errors);
        var (unavailable, surge) = (IsNothing(rolling["maxUnavailable"]), IsNothing(rolling["maxSurge"]));
        if (unavailable && surge)
            errors.Required(at.Child("maxUnavailable"), "cannot be 0 when maxSurge is 0");
        else if (!unavailable && !surge)
            errors.Invalid(at.Child("maxSurge"), rolling["maxSurge"], "may not be set when maxUnavailable is non-zero");
    }

    private static void StatefulSet(DocObject set, FieldErrors errors)
    {
        var spec = set.GetObject("spec") ?? [];
        Counts(spec, errors, "replicas", "minReadySeconds");
        StatefulSetRules.Policies(spec, Spec, errors);
        errors.NonNegative(spec.GetObject("ordinals"), "start", Spec.Child("ordinals"));
        foreach (var name in (string[])["whenDeleted", "whenScaled"])
            errors.OneOfIfSet(spec.GetObject("persistentVolumeClaimRetentionPolicy") ?? [], name, Spec.Child("persistentVolumeClaimRetentionPolicy"), "Delete", "Retain");
        TemplateRules.ValidateSelected(spec, "statefulset", Spec, errors);
        foreach (var (claim, at) in spec.Items("volumeClaimTemplates", Spec))
            ClaimValidator.ValidateSpec(claim.GetObject("spec") ?? [], at.Child("spec"), errors);
        StatefulSetRules.Names(set, spec, Spec, errors);
    }

    private static void StatefulSetChange(DocObject updated, DocObject old, FieldErrors errors)
    {
        var spec = updated.GetObject("spec")?.Clone() ?? [];
        var before = old.GetObject("spec") ?? [];
        foreach (var name in MutableStatefulFields)
            spec[name] = before[name];
        if (!SemanticEquality.AreEqual(spec, before, zerosToo: true))
        {
            errors.Forbidden(
                Spec,
                "updates to statefulset spec for fields other than " +
                $"{string.Join(", ", MutableStatefulFields[..^1].Select(name => $"'{name}'"))} and '{MutableStatefulFields[^1]}' are forbidden");
        }
    }

    private static void Revision(DocObject revision, FieldErrors errors)
    {
        if (revision["data"] is null or DocNull)
            errors.Required(FieldPath.Root.Child("data"), "data is mandatory");
        errors.NonNegative(revision, "revision", FieldPath.Root);
    }

    private static void SelectorStays(DocObject updated, DocObject old, FieldErrors errors) =>
        errors.Immutable(updated.GetObject("spec"), old.GetObject("spec"), "selector", Spec);

    private static void CountersOf(DocObject updated, DocObject old, FieldErrors errors)
    {
        var status = updated.GetObject("status") ?? [];
        var path = FieldPath.Root.Child("status");
        foreach (var (name, _) in status.Where(member => member.Value is DocNumber))
            errors.NonNegative(status, name, path);
        string[] parts = updated.GetString("kind") == "Deployment" ? ["updatedReplicas", "readyReplicas", "availableReplicas"] : ["fullyLabeledReplicas", "readyReplicas", "availableReplicas"];
        foreach (var name in parts)
        {
            if (status.GetInt64(name) > (status.GetInt64("replicas") ?? 0))
                errors.Invalid(path.Child(name), status[name], "cannot be greater than status.replicas");
        }

        if (status.GetInt64("availableReplicas") > (status.GetInt64("readyReplicas") ?? 0))
            errors.Invalid(path.Child("availableReplicas"), status["availableReplicas"], "cannot be greater than readyReplicas");
    }

    private static void Counts(DocObject spec, FieldErrors errors, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            errors.NonNegative(spec, name, Spec);
    }
}
