using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;

namespace Tiphys.Api.Machinery.Validation.Pods;

/// <summary>Topology spread constraints.</summary>
internal static class SpreadRules
{
    public static void Validate(DocObject spec, FieldPath path, FieldErrors errors)
    {
        var seen = new Dictionary<string, FieldPath>();
        foreach (var (constraint, at) in spec.Items("topologySpreadConstraints", path))
        {
            if (constraint.GetInt64("maxSkew") is null or <= 0)
                errors.Invalid(at.Child("maxSkew"), constraint["maxSkew"] ?? 0, "must be greater than zero");
            if (!constraint.IsSet("topologyKey"))
                errors.Required(at.Child("topologyKey"), "can not be empty");
            if (constraint.Text("whenUnsatisfiable") is not ("DoNotSchedule" or "ScheduleAnyway"))
                errors.NotSupported(at.Child("whenUnsatisfiable"), constraint["whenUnsatisfiable"], "DoNotSchedule", "ScheduleAnyway");
            var pair = $"{constraint.Text("topologyKey")}, {constraint.Text("whenUnsatisfiable")}";
            if (!seen.TryAdd(pair, at))
                errors.Duplicate(seen[pair].Child("{topologyKey, whenUnsatisfiable}"), $"{{{pair}}}");
            if (constraint.GetInt64("minDomains") is { } least)
            {
                if (least <= 0)
                    errors.Invalid(at.Child("minDomains"), least, "must be greater than zero");
                if (constraint.Text("whenUnsatisfiable") != "DoNotSchedule")
                    errors.Invalid(at.Child("minDomains"), least, $"can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {constraint.Text("whenUnsatisfiable")}");
            }

            errors.OneOfIfGiven(constraint, "nodeAffinityPolicy", at, "Honor", "Ignore");
            errors.OneOfIfGiven(constraint, "nodeTaintsPolicy", at, "Honor", "Ignore");
            AffinityRules.ValidateLabelKeys(constraint, "matchLabelKeys", at, errors);
            SharedRules.LabelSelector(errors, constraint.GetObject("labelSelector"), at.Child("labelSelector"));
        }
    }
}
