using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Strategies;

/// <summary>A claim's data source stands in two fields, the older of which knows claims and snapshots only; both are kept alike.</summary>
internal static class ClaimStrategy
{
    public static void Create(DocObject claim)
    {
        if (claim.GetObject("spec") is not { } spec)
            return;
        if (spec.GetObject("dataSource") is { } old && !IsClassic(old))
            spec.Remove("dataSource");
        var source = spec.GetObject("dataSource");
        var reference = spec.GetObject("dataSourceRef");
        if (source is not null && reference is null)
            spec["dataSourceRef"] = source.Clone();
        else if (source is null && reference is not null && string.IsNullOrEmpty(reference.GetString("namespace")) && IsClassic(reference))
            spec["dataSource"] = reference.Clone();
    }

    public static void Update(DocObject updated, DocObject old) => Create(updated);

    private static bool IsClassic(DocObject reference) => (reference.GetString("apiGroup") ?? "", reference.GetString("kind")) is
        ("", "PersistentVolumeClaim") or ("snapshot.storage.k8s.io", "VolumeSnapshot");
}
