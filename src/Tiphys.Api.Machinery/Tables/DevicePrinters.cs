namespace Tiphys.Api.Machinery.Tables;

/// <summary>Dynamic resource allocation.</summary>
internal static class DevicePrinters
{
    private const string Group = "resource.k8s.io";
    private static readonly TablePrinter NameAndAge = new(TableColumn.Parse("Name|Age"), row => [row.Name, row.Age]);

    public static readonly Dictionary<(string, string), TablePrinter> All = new()
    {
        [(Group, "DeviceClass")] = NameAndAge,
        [(Group, "ResourceClaimTemplate")] = NameAndAge,
        [(Group, "ResourceClaim")] = new(TableColumn.Parse("Name|State|Age"), row => [row.Name, State(row), row.Age]),
        [(Group, "ResourceSlice")] = new(
            TableColumn.Parse("Name|Node|Driver|Pool|Age"),
            row => [row.Name, row.Text("spec", "nodeName"), row.Text("spec", "driver"), row.Text("spec", "pool", "name"), row.Age]),
    };

    private static string State(RowSource row)
    {
        var allocated = row.Status?.GetObject("allocation") is not null;
        var state = !allocated ? row.IsDeleting ? "" : "pending" : row.Count("status", "reservedFor") > 0 ? "allocated,reserved" : "allocated";
        return row.IsDeleting ? string.Join(',', ((string[])["deleted", state]).Where(part => part.Length > 0)) : state;
    }
}
