using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Strategies;

/// <summary>Writes to the smaller subresources: the old object with the one part taken that the subresource is for.</summary>
internal static class SubresourceWrites
{
    public static void Prepare(string subresource, DocObject updated, DocObject old)
    {
        switch (subresource)
        {
            case "ephemeralcontainers":
                Take(updated, old, "ephemeralContainers");
                break;
            case "resize":
                TakeResources(updated, old);
                break;
            case "finalize":
                updated["status"] = old["status"]?.DeepClone();
                break;
            case "approval":
                var conditions = updated.GetPath("status", "conditions");
                updated["spec"] = old["spec"]?.DeepClone();
                updated["status"] = old["status"]?.DeepClone();
                if (conditions is not null)
                    updated.GetOrAddObject("status")["conditions"] = conditions;
                break;
        }
    }

    private static void Take(DocObject updated, DocObject old, string part)
    {
        var taken = updated.GetPath("spec", part);
        Restore(updated, old);
        updated.GetOrAddObject("spec")[part] = taken;
    }

    private static void TakeResources(DocObject updated, DocObject old)
    {
        var spec = updated.GetObject("spec") ?? [];
        Restore(updated, old);
        var kept = updated.GetOrAddObject("spec");
        kept["resources"] = spec["resources"];
        foreach (var list in (string[])["containers", "initContainers"])
        {
            var all = (spec.GetArray(list)?.Objects() ?? []).DistinctBy(other => other.GetString("name") ?? "").ToDictionary(other => other.GetString("name") ?? "");
            foreach (var container in kept.GetArray(list)?.Objects() ?? [])
            {
                if (!all.TryGetValue(container.GetString("name") ?? "", out var sent))
                    continue;
                container["resources"] = sent["resources"];
                container["resizePolicy"] = sent["resizePolicy"];
            }
        }
    }

    // Everything as it was, save the identity that optimistic locking compares and what managedFields has recorded.
    private static void Restore(DocObject updated, DocObject old)
    {
        var metadata = old.GetObject("metadata")?.Clone() ?? [];
        metadata["resourceVersion"] = updated.GetPath("metadata", "resourceVersion");
        metadata["managedFields"] = updated.GetPath("metadata", "managedFields");
        updated["metadata"] = metadata;
        updated["spec"] = old["spec"]?.DeepClone();
        updated["status"] = old["status"]?.DeepClone();
    }
}
