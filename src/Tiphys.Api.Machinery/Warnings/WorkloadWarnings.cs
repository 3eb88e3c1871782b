using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Defaulting;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Warnings;

/// <summary>Warnings of pods and of what makes them.</summary>
internal static class WorkloadWarnings
{
    private const string NameAdvice = "which can result in surprising behavior; a DNS label is recommended";

    public static void Pod(WrittenObject pod, List<string> warnings)
    {
        // An update is mostly a component's, and frequent.
        if (pod.Old is not null)
            return;
        Name(pod, "the Pod's hostname", warnings);
        new PodWarnings(FieldPath.Root, isTemplate: false, warnings).Add(pod.Document);
    }

    public static void NamedTemplate(WrittenObject workload, List<string> warnings)
    {
        if (workload.Old is null)
            Name(workload, "Pod names and hostnames", warnings);
        Template(workload, "spec.template", warnings);
    }

    /// <param name="path">Where the pod template is, its steps joined by dots.</param>
    public static void Template(WrittenObject workload, string path, List<string> warnings)
    {
        var steps = path.Split('.');
        if (workload.IsNewGeneration && workload.Document.GetPath(steps) is DocObject template)
            new PodWarnings(FieldPath.Root.Child(steps[0], steps[1..]), isTemplate: true, warnings).Add(template);
    }

    public static void StatefulSet(WrittenObject set, List<string> warnings)
    {
        Template(set, "spec.template", warnings);
        var index = 0;
        foreach (var claim in set.Spec.ObjectsOf("volumeClaimTemplates"))
        {
            var at = FieldPath.Root.Child("spec", "volumeClaimTemplates").Index(index++);
            StorageWarnings.ClaimSpec(claim.GetObject("spec"), set.Old is null ? at : at.Child("Spec"), warnings);
        }

        if (set.Spec.GetInt64("revisionHistoryLimit") is < 0)
            warnings.Add("spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended");
    }

    public static void Name(WrittenObject workload, string use, List<string> warnings)
    {
        if (NameFormats.Label1123(workload.Name) is { } wrong)
            warnings.Add($"metadata.name: this is used in {use}, {NameAdvice}: [{wrong.Replace('\n', ' ')}]");
    }
}
