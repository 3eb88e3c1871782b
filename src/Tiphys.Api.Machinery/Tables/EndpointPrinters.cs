using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Tables;

/// <summary>Endpoints and endpoint slices.</summary>
internal static class EndpointPrinters
{
    private const int Most = 3;

    public static readonly Dictionary<(string, string), TablePrinter> All = new()
    {
        [("", "Endpoints")] = new(TableColumn.Parse("Name|Endpoints|Age"), row => [row.Name, Addresses(row), row.Age]),
        [("discovery.k8s.io", "EndpointSlice")] = new(
            TableColumn.Parse("Name|AddressType|Ports|Endpoints|Age"),
            row => [row.Name, row.Text("addressType"), Ports(row), SliceAddresses(row), row.Age]),
    };

    private static string Addresses(RowSource row)
    {
        var all = new List<string>();
        foreach (var subset in row.Objects("subsets"))
        {
            var addresses = (subset.GetArray("addresses")?.Objects() ?? []).Select(address => address.GetString("ip") ?? "").ToArray();
            if (subset.GetArray("ports") is not { Count: > 0 } ports)
            {
                all.AddRange(addresses);
                continue;
            }

            foreach (var port in ports.Objects())
                all.AddRange(addresses.Select(address => address.Contains(':') ? $"[{address}]:{port["port"]}" : $"{address}:{port["port"]}"));
        }

        return row.Count("subsets") == 0 ? RowSource.None : RowSource.Shortened(all, Most, "");
    }

    private static string Ports(RowSource row) => RowSource.Shortened(
        [.. row.Objects("ports").Select(port => port["port"] is DocNumber number ? number.ToString() : port.GetString("name") ?? "*")],
        Most,
        RowSource.Unset);

    private static string SliceAddresses(RowSource row) => RowSource.Shortened(
        [.. row.Objects("endpoints").SelectMany(endpoint => endpoint.GetArray("addresses")?.Strings() ?? [])],
        Most,
        RowSource.Unset);
}
