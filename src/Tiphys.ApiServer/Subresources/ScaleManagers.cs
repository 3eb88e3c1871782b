using Tiphys.Api.Documents;
using Tiphys.ApiServer.CustomResources;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Subresources;

/// <summary>Who owns the number of replicas: the same managers, told of the Scale and of the workload it shows.</summary>
/// <param name="paths">Where a custom resource keeps the number; null for a built-in workload.</param>
/// <param name="workloadVersion">The workload's apiVersion.</param>
internal sealed class ScaleManagers(ScalePaths? paths, string workloadVersion)
{
    private static readonly string[] InScale = ["spec", "replicas"];
    private readonly string[] _inWorkload = paths?.SpecReplicas ?? InScale;

    /// <summary>The entries of those who own the number in a workload, as entries of its Scale.</summary>
    public DocArray OfScale(DocObject workload)
    {
        var entries = Entries(workload).Where(entry => Owns(entry, _inWorkload));
        return new(entries.Select(entry => Rewritten(entry, "autoscaling/v1", Fields(InScale))));
    }

    /// <summary>The workload's entries after its Scale was written: who lost the number loses it here, who got it has it here.</summary>
    public DocArray? OfWorkload(DocObject workload, DocObject scale)
    {
        var owners = Entries(scale).Where(entry => Owns(entry, InScale)).ToDictionary(Identity);
        var result = new DocArray();
        foreach (var entry in Entries(workload))
        {
            if (!Owns(entry, _inWorkload) || owners.Remove(Identity(entry)))
                result.Add(entry);
            else if (Without(entry) is { } rest)
                result.Add(rest);
        }

        var place = 0;
        foreach (var (_, entry) in owners)
        {
            var added = Rewritten(entry, workloadVersion, Fields(_inWorkload));
            added.Remove("time");
            result.Insert(place++, added);
        }

        return result.Count > 0 ? result : null;
    }

    private static IEnumerable<DocObject> Entries(DocObject document) => (ObjectMeta.Of(document)["managedFields"] as DocArray ?? []).Objects();

    private static (string?, string?, string?) Identity(DocObject entry) => (entry.GetString("manager"), entry.GetString("operation"), entry.GetString("subresource"));

    private static string[] Steps(string[] path) => [.. path.Select(name => "f:" + name)];

    private static bool Owns(DocObject entry, string[] path) => entry.GetObject("fieldsV1")?.GetPath(Steps(path)) is not null;

    private static DocObject Fields(string[] path) => path.Reverse().Aggregate(new DocObject(), (inner, name) => new() { { "f:" + name, inner } });

    private static DocObject Rewritten(DocObject entry, string apiVersion, DocObject fields)
    {
        var copy = entry.Clone();
        copy["apiVersion"] = apiVersion;
        copy["fieldsV1"] = fields;
        return copy;
    }

    private DocObject? Without(DocObject entry)
    {
        var copy = entry.Clone();
        var steps = Steps(_inWorkload);
        for (var depth = steps.Length; depth > 0; depth--)
        {
            var parent = (DocObject)copy.GetObject("fieldsV1")!.GetPath(steps.AsSpan(0, depth - 1))!;
            if (depth == steps.Length || parent.GetObject(steps[depth - 1]) is { Count: 0 })
                parent.Remove(steps[depth - 1]);
        }

        return copy.GetObject("fieldsV1") is { Count: > 0 } ? copy : null;
    }
}
