using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;

namespace Tiphys.Api.Machinery.Validation.Pods;

/// <summary>What an update of a pod may change: images, the deadline, more tolerations, fewer gates; labels and the like.</summary>
internal static class PodUpdateRules
{
    private const string Allowed =
        "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`," +
        "`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    public static void Validate(DocObject updated, DocObject old, FieldErrors errors)
    {
        var path = FieldPath.Root.Child("spec");
        var spec = updated.GetObject("spec") ?? [];
        var before = old.GetObject("spec") ?? [];
        PodSpecRules.Validate(spec, path, errors);
        if (!SameCount(spec, before, "containers"))
        {
            errors.Forbidden(path.Child("containers"), "pod updates may not add or remove containers");
            return;
        }

        if (!SameCount(spec, before, "initContainers"))
        {
            errors.Forbidden(path.Child("initContainers"), "pod updates may not add or remove init containers");
            return;
        }

        ValidateImages(spec, path, errors);
        ValidateDeadline(spec, before, path, errors);
        ValidateGates(spec, before, path, errors);
        ValidateTolerations(spec, before, path, errors);
        if (before.GetArray("schedulingGates") is { Count: > 0 })
            GatedPlacementRules.Validate(spec, before, path, errors);
        var reset = Reset(spec, before);
        if (!SemanticEquality.AreEqual(reset, before, zerosToo: true))
            errors.Forbidden(path, Allowed);
    }

    /// <summary>The updated spec with everything put back that may change.</summary>
    private static DocObject Reset(DocObject spec, DocObject before)
    {
        var reset = spec.Clone();
        foreach (var list in (string[])["containers", "initContainers"])
            ResetImages(reset, before, list);
        reset["activeDeadlineSeconds"] = before["activeDeadlineSeconds"];
        reset["schedulingGates"] = before["schedulingGates"];
        reset["tolerations"] = before["tolerations"];
        if (before.GetInt64("terminationGracePeriodSeconds") is < 0 && spec.GetInt64("terminationGracePeriodSeconds") == 1)
            reset["terminationGracePeriodSeconds"] = before["terminationGracePeriodSeconds"];
        if (before.GetArray("schedulingGates") is { Count: > 0 })
            ResetPlacement(reset, before);
        return reset;
    }

    // Where a gated pod may go is judged by itself.
    private static void ResetPlacement(DocObject reset, DocObject before)
    {
        reset["nodeSelector"] = before["nodeSelector"];
        var affinity = reset.GetOrAddObject("affinity");
        affinity["nodeAffinity"] = before.GetPath("affinity", "nodeAffinity");
        if (affinity.Count == 0 && !before.ContainsKey("affinity"))
            reset.Remove("affinity");
    }

    private static void ResetImages(DocObject reset, DocObject before, string list)
    {
        var containers = reset.GetArray(list)?.Objects().ToArray() ?? [];
        var previous = before.GetArray(list)?.Objects().ToArray() ?? [];
        for (var i = 0; i < containers.Length; i++)
            containers[i]["image"] = previous[i]["image"];
    }

    private static void ValidateImages(DocObject spec, FieldPath path, FieldErrors errors)
    {
        foreach (var list in (string[])["containers", "initContainers"])
        {
            foreach (var (container, at) in spec.Items(list, path))
                errors.RequiredText(container, "image", at);
        }
    }

    private static void ValidateDeadline(DocObject spec, DocObject before, FieldPath path, FieldErrors errors)
    {
        var at = path.Child("activeDeadlineSeconds");
        if (spec.GetInt64("activeDeadlineSeconds") is { } seconds)
        {
            if (seconds is < 0 or > int.MaxValue)
                errors.Invalid(at, seconds, "must be between 0 and 2147483647, inclusive");
            else if (before.GetInt64("activeDeadlineSeconds") < seconds)
                errors.Invalid(at, seconds, "must be less than or equal to previous value");
        }
        else if (before.ContainsKey("activeDeadlineSeconds"))
        {
            errors.Invalid(at, DocNull.Instance, "must not update from a positive integer to nil value");
        }
    }

    private static void ValidateGates(DocObject spec, DocObject before, FieldPath path, FieldErrors errors)
    {
        var known = (before.GetArray("schedulingGates")?.Objects() ?? []).Select(gate => gate.Text("name")).ToHashSet();
        foreach (var (gate, at) in spec.Items("schedulingGates", path).Where(entry => !known.Contains(entry.Item.Text("name"))))
            errors.Forbidden(at.Child("name"), $"only deletion is allowed, but found new scheduling gate '{gate.Text("name")}'");
    }

    private static void ValidateTolerations(DocObject spec, DocObject before, FieldPath path, FieldErrors errors)
    {
        var kept = (spec.GetArray("tolerations")?.Objects() ?? []).Select(WithoutSeconds).ToHashSet();
        foreach (var toleration in before.GetArray("tolerations")?.Objects() ?? [])
        {
            if (!kept.Contains(WithoutSeconds(toleration)))
                errors.Forbidden(path.Child("tolerations"), "existing toleration can not be modified except its tolerationSeconds");
        }

        TolerationRules.Validate(spec, path, errors);
    }

    private static string WithoutSeconds(DocObject toleration) => string.Join(
        ',', toleration.Where(member => member.Key != "tolerationSeconds").OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"{member.Key}={member.Value}"));

    private static bool SameCount(DocObject spec, DocObject before, string list) => (spec.GetArray(list)?.Count ?? 0) == (before.GetArray(list)?.Count ?? 0);
}
