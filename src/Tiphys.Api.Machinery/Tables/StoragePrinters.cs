using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Tables;

/// <summary>Volumes, claims, classes and drivers.</summary>
internal static class StoragePrinters
{
    private const string Group = "storage.k8s.io";
    private const string ClassAnnotation = "volume.beta.kubernetes.io/storage-class";

    public static readonly Dictionary<(string, string), TablePrinter> All = new()
    {
        [("", "PersistentVolume")] = new(
            TableColumn.Parse("Name|Capacity|Access Modes|Reclaim Policy|Status|Claim|StorageClass|VolumeAttributesClass|Reason|Age|VolumeMode+"),
            Volume),
        [("", "PersistentVolumeClaim")] = new(
            TableColumn.Parse("Name|Status|Volume|Capacity|Access Modes|StorageClass|VolumeAttributesClass|Age|VolumeMode+"),
            Claim),
        [(Group, "StorageClass")] = new(
            TableColumn.Parse("Name|Provisioner|ReclaimPolicy|VolumeBindingMode|AllowVolumeExpansion|Age"),
            Class),
        [(Group, "CSIDriver")] = new(
            TableColumn.Parse("Name|AttachRequired?|PodInfoOnMount?|StorageCapacity?|TokenRequests|RequiresRepublish?|Modes|Age"),
            Driver),
        [(Group, "CSINode")] = new(TableColumn.Parse("Name|Drivers#|Age"), row => [row.Name, row.Count("spec", "drivers"), row.Age]),
        [(Group, "VolumeAttachment")] = new(TableColumn.Parse("Name|Attacher|PV|Node|Attached?|Age"), row =>
        [
            row.Name, row.Text("spec", "attacher"), row.Text("spec", "source", "persistentVolumeName"), row.Text("spec", "nodeName"),
            row.Flag("status", "attached"), row.Age,
        ]),
        [(Group, "VolumeAttributesClass")] = new(TableColumn.Parse("Name|DriverName|Age"), row => [DefaultName(row), row.Text("driverName"), row.Age]),
    };

    private static IEnumerable<DocNode> Volume(RowSource row)
    {
        var claim = row.Spec?.GetObject("claimRef") is { } reference ? $"{reference.GetString("namespace")}/{reference.GetString("name")}" : "";
        return
        [
            row.Name,
            row.TextOr("0", "spec", "capacity", "storage"),
            Modes(row.Strings("spec", "accessModes")),
            row.Text("spec", "persistentVolumeReclaimPolicy"),
            row.IsDeleting ? "Terminating" : row.Text("status", "phase"),
            claim,
            ClassOf(row),
            row.TextOr(RowSource.Unset, "spec", "volumeAttributesClassName"),
            row.Text("status", "reason"),
            row.Age,
            row.TextOr(RowSource.Unset, "spec", "volumeMode"),
        ];
    }

    private static IEnumerable<DocNode> Claim(RowSource row)
    {
        var bound = row.Text("spec", "volumeName").Length > 0;
        return
        [
            row.Name,
            row.IsDeleting ? "Terminating" : row.Text("status", "phase"),
            row.Text("spec", "volumeName"),
            bound ? row.TextOr("0", "status", "capacity", "storage") : "",
            bound ? Modes(row.Strings("status", "accessModes")) : "",
            ClassOf(row),
            row.TextOr(RowSource.Unset, "spec", "volumeAttributesClassName"),
            row.Age,
            row.TextOr(RowSource.Unset, "spec", "volumeMode"),
        ];
    }

    private static IEnumerable<DocNode> Class(RowSource row) =>
    [
        DefaultName(row),
        row.Text("provisioner"),
        row.TextOr("Delete", "reclaimPolicy"),
        row.TextOr("Immediate", "volumeBindingMode"),
        row.Flag("allowVolumeExpansion"),
        row.Age,
    ];

    private static IEnumerable<DocNode> Driver(RowSource row)
    {
        var modes = string.Join(',', row.Strings("spec", "volumeLifecycleModes"));
        var tokens = row.Spec?.GetArray("tokenRequests");
        return
        [
            row.Name,
            row.Spec?.GetBool("attachRequired") ?? true,
            row.Flag("spec", "podInfoOnMount"),
            row.Flag("spec", "storageCapacity"),
            tokens is null ? RowSource.Unset : string.Join(',', tokens.Objects().Select(token => token.GetString("audience"))),
            row.Flag("spec", "requiresRepublish"),
            modes.Length > 0 ? modes : RowSource.None,
            row.Age,
        ];
    }

    private static string DefaultName(RowSource row)
    {
        var kind = row.Document.ContainsKey("driverName") ? "volumeattributesclass" : "storageclass";
        return row.Text("metadata", "annotations", $"{kind}.kubernetes.io/is-default-class") == "true"
            || row.Text("metadata", "annotations", $"{kind}.beta.kubernetes.io/is-default-class") == "true"
            ? row.Name + " (default)"
            : row.Name;
    }

    private static string ClassOf(RowSource row) => row.TextOr(row.Text("spec", "storageClassName"), "metadata", "annotations", ClassAnnotation);

    private static string Modes(IEnumerable<string> modes)
    {
        var all = modes.ToHashSet();
        (string Mode, string Short)[] known = [("ReadWriteOnce", "RWO"), ("ReadOnlyMany", "ROX"), ("ReadWriteMany", "RWX"), ("ReadWriteOncePod", "RWOP")];
        return string.Join(',', known.Where(entry => all.Contains(entry.Mode)).Select(entry => entry.Short));
    }
}
