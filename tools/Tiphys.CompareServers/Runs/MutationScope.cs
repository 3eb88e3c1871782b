using Tiphys.Api.Documents;
using Tiphys.CompareServers.Mutations;
using Tiphys.CompareServers.Schemas;

namespace Tiphys.CompareServers.Runs;

/// <summary>Which fields of a seed are mutated, so that what kinds share is tried with one kind only.</summary>
internal sealed class MutationScope(SchemaLibrary library)
{
    // Metadata is the same for every kind, and pods are the same within every kind that makes them.
    private static readonly string[] WithMetadata = ["ConfigMap", "Node"];
    private static readonly string[] InPodsOnly = ["PodTemplateSpec", "PodSpec", "PersistentVolumeClaimSpec"];

    /// <summary>The changes of everything but status.</summary>
    public IReadOnlyList<Mutation> Content(DocObject seed)
    {
        var schema = Schema(seed);
        var plan = new MutationPlan(library, name => Enters(seed.GetString("kind")!, name));
        return plan.Make(seed, schema, [], field => field is not ("apiVersion" or "kind" or "status"));
    }

    /// <summary>The changes of the status.</summary>
    public IReadOnlyList<Mutation> Status(DocObject seed) => new MutationPlan(library, _ => true).Make(seed, Schema(seed), [], field => field == "status");

    private DocObject Schema(DocObject seed) => library.OfKind(seed.GetString("apiVersion")!, seed.GetString("kind")!)
        ?? throw new InvalidOperationException($"the peer publishes no schema of {seed.GetString("apiVersion")} {seed.GetString("kind")}");

    private static bool Enters(string kind, string schema)
    {
        var type = schema[(schema.LastIndexOf('.') + 1)..];
        return type switch
        {
            "ObjectMeta" => WithMetadata.Contains(kind),
            "PersistentVolumeClaimSpec" => kind == "PersistentVolumeClaim",
            _ => !InPodsOnly.Contains(type) || kind == "Pod" || (kind == "Deployment" && type != "PodSpec"),
        };
    }
}
