using System.Collections.Frozen;
using Tiphys.Api.Documents;
using Tiphys.Api.Resources;

namespace Tiphys.Api.Machinery.Tables;

/// <summary>The printers of built-in kinds, by group and kind: versions share them.</summary>
internal static class BuiltInPrinters
{
    private static readonly TablePrinter Generic = new(
        TableColumn.Parse("Name|Created At@"),
        row => [row.Name, row.Document.GetPath("metadata", "creationTimestamp") ?? DocNull.Instance]);

    private static readonly FrozenDictionary<(string Group, string Kind), TablePrinter> Printers = new IReadOnlyDictionary<(string, string), TablePrinter>[]
    {
        PodPrinters.All, WorkloadPrinters.All, NetworkPrinters.All, EndpointPrinters.All, StoragePrinters.All, ClusterPrinters.All, EventPrinters.All,
        AccessPrinters.All, AdmissionPrinters.All, AutoscalingPrinters.All, PolicyPrinters.All, DevicePrinters.All,
    }.SelectMany(part => part).ToFrozenDictionary();

    public static TablePrinter For(ResourceInfo resource) => Printers.GetValueOrDefault((resource.GroupVersion.Group, resource.Kind), Generic);
}
