using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;

namespace Tiphys.Api.Machinery.Validation.Pods;

/// <summary>Where a pod may go, while gates keep it from being scheduled: it may be narrowed, never widened.</summary>
internal static class GatedPlacementRules
{
    private const string Required = "requiredDuringSchedulingIgnoredDuringExecution";

    /// <param name="path">The spec's.</param>
    public static void Validate(DocObject spec, DocObject before, FieldPath path, FieldErrors errors)
    {
        var selector = spec.GetObject("nodeSelector");
        if (!(before.GetObject("nodeSelector") ?? []).All(pair => pair.Value.SameAs(selector?[pair.Key])))
            errors.Invalid(path.Child("nodeSelector"), selector ?? (DocNode)DocNull.Instance, "only additions to spec.nodeSelector are allowed (no mutations or deletions)");
        ValidateTerms(TermsOf(spec), TermsOf(before), path.Child("affinity", "nodeAffinity", Required, "nodeSelectorTerms"), errors);
    }

    private static void ValidateTerms(DocArray? terms, DocArray? before, FieldPath path, FieldErrors errors)
    {
        if (before is not { Count: > 0 })
            return;
        if (terms?.Count != before.Count)
        {
            errors.Invalid(path, terms ?? (DocNode)DocNull.Instance, "no additions/deletions to non-empty NodeSelectorTerms list are allowed");
            return;
        }

        for (var i = 0; i < before.Count; i++)
        {
            if (terms[i] is not DocObject term || before[i] is not DocObject old || !OnlyAdds(term, old))
                errors.Invalid(path.Index(i), terms[i], "only additions are allowed (no mutations or deletions)");
        }
    }

    // A term without requirements matches nothing: the first one would widen it.
    private static bool OnlyAdds(DocObject term, DocObject old) => Lists(old).All(list => list.Count == 0)
        ? Lists(term).All(list => list.Count == 0)
        : Lists(term).Zip(Lists(old)).All(pair => pair.First.Count >= pair.Second.Count && pair.First.Take(pair.Second.Count).Zip(pair.Second).All(two => two.First.SameAs(two.Second)));

    private static IEnumerable<DocArray> Lists(DocObject term) => [term.GetArray("matchExpressions") ?? [], term.GetArray("matchFields") ?? []];

    private static DocArray? TermsOf(DocObject spec) => spec.GetPath("affinity", "nodeAffinity", Required, "nodeSelectorTerms") as DocArray;
}
