using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Defaulting;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Warnings;

/// <summary>Warnings of where a pod may go: labels of nodes that have a newer name, selectors that select nothing.</summary>
internal sealed class PodPlacementWarnings(FieldPath spec, List<string> warnings)
{
    private const string Required = "requiredDuringSchedulingIgnoredDuringExecution";
    private const string Preferred = "preferredDuringSchedulingIgnoredDuringExecution";
    private const string SelectsNothing = "a null labelSelector results in matching no pod";

    public void AddLabels(DocObject pod)
    {
        foreach (var (key, _) in pod.GetObject("nodeSelector") ?? [])
        {
            if (NodeLabels.Deprecation(key) is { } text)
                warnings.Add($"{spec.Child("nodeSelector").Key(key)}: {text}");
        }

        var nodes = pod.GetPath("affinity", "nodeAffinity") as DocObject ?? [];
        var path = spec.Child("affinity", "nodeAffinity");
        var index = 0;
        foreach (var term in nodes.GetObject(Required)?.ObjectsOf("nodeSelectorTerms") ?? [])
            Term(term, path.Child(Required, "nodeSelectorTerms").Index(index++), checksValues: false, warnings);
        index = 0;
        foreach (var term in nodes.ObjectsOf(Preferred))
            Term(term.GetObject("preference") ?? [], path.Child(Preferred).Index(index++).Child("preference"), checksValues: true, warnings);
        index = 0;
        foreach (var constraint in pod.ObjectsOf("topologySpreadConstraints"))
        {
            var at = spec.Child("topologySpreadConstraints").Index(index++);
            if (NodeLabels.Deprecation(constraint.GetString("topologyKey") ?? "") is { } text)
                warnings.Add($"{at.Child("topologyKey")}: {constraint.GetString("topologyKey")} is {text}");
            if (constraint["labelSelector"] is not DocObject)
                warnings.Add($"{at.Child("labelSelector")}: {SelectsNothing}");
        }
    }

    public void AddSelectors(DocObject pod)
    {
        foreach (var kind in (string[])["podAffinity", "podAntiAffinity"])
        {
            var affinity = pod.GetPath("affinity", kind) as DocObject ?? [];
            var path = spec.Child("affinity", kind);
            var index = 0;
            foreach (var term in affinity.ObjectsOf(Required))
                Selector(term, path.Child(Required).Index(index++));
            index = 0;
            foreach (var term in affinity.ObjectsOf(Preferred))
                Selector(term.GetObject("podAffinityTerm") ?? [], path.Child(Preferred).Index(index++).Child("podAffinityTerm"));
        }
    }

    /// <summary>Warnings of one term of a selector of nodes.</summary>
    /// <param name="checksValues">Warn of values that no label can have.</param>
    public static void Term(DocObject term, FieldPath path, bool checksValues, List<string> warnings)
    {
        var index = 0;
        foreach (var expression in term.ObjectsOf("matchExpressions"))
        {
            var at = path.Child("matchExpressions").Index(index++);
            if (NodeLabels.Deprecation(expression.GetString("key") ?? "") is { } text)
                warnings.Add($"{at.Child("key")}: {expression.GetString("key")} is {text}");
            var values = checksValues ? expression.GetArray("values")?.Strings().ToArray() ?? [] : [];
            for (var i = 0; i < values.Length; i++)
            {
                foreach (var wrong in NameFormats.LabelValue(values[i])?.Split('\n') ?? [])
                    warnings.Add($"{at.Child("values").Index(i)}: {values[i]} is invalid, {wrong}");
            }
        }
    }

    private void Selector(DocObject term, FieldPath path)
    {
        if (term["labelSelector"] is not DocObject)
            warnings.Add($"{path.Child("labelSelector")}: {SelectsNothing}");
    }
}
