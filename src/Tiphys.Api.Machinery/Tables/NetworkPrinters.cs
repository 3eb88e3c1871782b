using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Tables;

/// <summary>Services, ingresses, network policies, addresses.</summary>
internal static class NetworkPrinters
{
    public static readonly Dictionary<(string, string), TablePrinter> All = new()
    {
        [("", "Service")] = new(TableColumn.Parse("Name|Type|Cluster-IP|External-IP|Port(s)|Age|Selector+"), Service),
        [("networking.k8s.io", "Ingress")] = new(TableColumn.Parse("Name|Class|Hosts|Address|Ports|Age"), Ingress),
        [("networking.k8s.io", "IngressClass")] = new(TableColumn.Parse("Name|Controller|Parameters|Age"), IngressClass),
        [("networking.k8s.io", "NetworkPolicy")] = new(
            TableColumn.Parse("Name|Pod-Selector|Age"),
            row => [row.Name, row.Selector("spec", "podSelector"), row.Age]),
        [("networking.k8s.io", "IPAddress")] = new(TableColumn.Parse("Name|ParentRef"), row => [row.Name, ParentOf(row)]),
        [("networking.k8s.io", "ServiceCIDR")] = new(
            TableColumn.Parse("Name|CIDRs|Age"),
            row => [row.Name, string.Join(',', row.Strings("spec", "cidrs")), row.Age]),
    };

    private static IEnumerable<DocNode> Service(RowSource row)
    {
        var address = row.Strings("spec", "clusterIPs").FirstOrDefault() ?? row.TextOr(RowSource.None, "spec", "clusterIP");
        var ports = string.Join(',', row.Objects("spec", "ports").Select(Port));
        return
        [
            row.Name, row.Text("spec", "type"), address, External(row), ports.Length > 0 ? ports : RowSource.None, row.Age, row.Labels("spec", "selector"),
        ];
    }

    private static string Port(DocObject port)
    {
        var protocol = port.GetString("protocol") ?? "TCP";
        return port.GetInt64("nodePort") is { } nodePort and > 0
            ? $"{port.GetInt64("port")}:{nodePort}/{protocol}"
            : $"{port.GetInt64("port")}/{protocol}";
    }

    private static string External(RowSource row)
    {
        var external = row.Strings("spec", "externalIPs").ToArray();
        switch (row.Text("spec", "type"))
        {
            case "ClusterIP" or "NodePort":
                return external.Length > 0 ? string.Join(',', external) : RowSource.None;
            case "LoadBalancer":
                string[] all = [.. Balanced(row), .. external];
                return all.Length > 0 ? string.Join(',', all) : "<pending>";
            case "ExternalName":
                return row.Text("spec", "externalName");
            default:
                return "<unknown>";
        }
    }

    private static IEnumerable<string> Balanced(RowSource row) => row.Objects("status", "loadBalancer", "ingress")
        .Select(ingress => ingress.GetString("ip") is { Length: > 0 } ip ? ip : ingress.GetString("hostname") ?? "")
        .Where(address => address.Length > 0)
        .Distinct()
        .Order(StringComparer.Ordinal);

    private static IEnumerable<DocNode> Ingress(RowSource row) =>
    [
        row.Name,
        row.TextOr(RowSource.None, "spec", "ingressClassName"),
        Hosts(row),
        string.Join(',', Balanced(row)),
        row.Count("spec", "tls") > 0 ? "80, 443" : "80",
        row.Age,
    ];

    private static string Hosts(RowSource row)
    {
        const int Most = 3;
        var rules = row.Objects("spec", "rules").ToArray();
        var named = rules.Select(rule => rule.GetString("host") ?? "").Where(host => host.Length > 0).ToArray();
        if (named.Length == 0)
            return "*";
        var shown = string.Join(',', named.Take(Most));
        return named.Length > Most ? $"{shown} + {rules.Length - Most} more..." : shown;
    }

    private static IEnumerable<DocNode> IngressClass(RowSource row)
    {
        var isDefault = row.Text("metadata", "annotations", "ingressclass.kubernetes.io/is-default-class") == "true";
        var parameters = RowSource.None;
        if (row.Spec?.GetObject("parameters") is { } given)
        {
            var group = given.GetString("apiGroup") is { } name ? "." + name : "";
            parameters = $"{given.GetString("kind")}{group}/{given.GetString("name")}";
        }

        return [isDefault ? row.Name + " (default)" : row.Name, row.Text("spec", "controller"), parameters, row.Age];
    }

    private static string ParentOf(RowSource row)
    {
        if (row.Spec?.GetObject("parentRef") is not { } parent)
            return RowSource.None;
        var group = parent.GetString("group") is { Length: > 0 } name ? "." + name : "";
        var @namespace = parent.GetString("namespace") is { Length: > 0 } given ? given + "/" : "";
        return $"{parent.GetString("resource")}{group}".ToLowerInvariant() + $"/{@namespace}{parent.GetString("name")}";
    }
}
