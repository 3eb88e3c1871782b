using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Tables;

/// <summary>Nodes, namespaces, configuration and other small kinds of the core.</summary>
internal static class ClusterPrinters
{
    private const string RolePrefix = "node-role.kubernetes.io/";

    public static readonly Dictionary<(string, string), TablePrinter> All = new()
    {
        [("", "Node")] = new(
            TableColumn.Parse("Name|Status|Roles|Age|Version|Internal-IP+|External-IP+|OS-Image+|Kernel-Version+|Container-Runtime+"),
            Node),
        [("", "Namespace")] = new(TableColumn.Parse("Name|Status|Age"), row => [row.Name, row.Text("status", "phase"), row.Age]),
        [("", "ConfigMap")] = new(TableColumn.Parse("Name|Data|Age"), row => [row.Name, row.Count("data") + row.Count("binaryData"), row.Age]),
        [("", "Secret")] = new(TableColumn.Parse("Name|Type|Data|Age"), row => [row.Name, row.Text("type"), row.Count("data"), row.Age]),
        [("", "ServiceAccount")] = new(TableColumn.Parse("Name|Age"), row => [row.Name, row.Age]),
        [("", "ResourceQuota")] = new(TableColumn.Parse("Name|Request|Limit|Age"), Quota),
        [("", "ComponentStatus")] = new(TableColumn.Parse("Name|Status|Message|Error"), Component),
        [("coordination.k8s.io", "Lease")] = new(TableColumn.Parse("Name|Holder|Age"), row => [row.Name, row.Text("spec", "holderIdentity"), row.Age]),
        [("node.k8s.io", "RuntimeClass")] = new(TableColumn.Parse("Name|Handler|Age"), row => [row.Name, row.Text("handler"), row.Age]),
        [("scheduling.k8s.io", "PriorityClass")] = new(
            TableColumn.Parse("Name|Value#|Global-Default?|Age|PreemptionPolicy"),
            row => [row.Name, row.Number("value"), row.Flag("globalDefault"), row.Age, row.Text("preemptionPolicy")]),
        [("apiregistration.k8s.io", "APIService")] = new(TableColumn.Parse("Name|Service|Available|Age"), ApiService),
    };

    private static IEnumerable<DocNode> Node(RowSource row)
    {
        var kernel = row.TextOr("<unknown>", "status", "nodeInfo", "kernelVersion");
        if (row.Text("status", "nodeInfo", "architecture") is { Length: > 0 } architecture)
            kernel += $" ({architecture})";
        return
        [
            row.Name,
            NodeStatus(row),
            NodeRoles(row),
            row.Age,
            row.Text("status", "nodeInfo", "kubeletVersion"),
            NodeAddress(row, "InternalIP"),
            NodeAddress(row, "ExternalIP"),
            row.TextOr("<unknown>", "status", "nodeInfo", "osImage"),
            kernel,
            row.TextOr("<unknown>", "status", "nodeInfo", "containerRuntimeVersion"),
        ];
    }

    private static string NodeStatus(RowSource row)
    {
        var ready = row.Objects("status", "conditions").LastOrDefault(condition => condition.GetString("type") == "Ready");
        var status = ready is null ? "Unknown" : ready.GetString("status") == "True" ? "Ready" : "NotReady";
        return row.Flag("spec", "unschedulable") ? status + ",SchedulingDisabled" : status;
    }

    private static string NodeRoles(RowSource row)
    {
        var labels = row.Document.GetPath("metadata", "labels") as DocObject ?? [];
        var roles = labels
            .Select(pair => pair.Key.StartsWith(RolePrefix, StringComparison.Ordinal) ? pair.Key[RolePrefix.Length..]
                : pair.Key == "kubernetes.io/role" ? RowSource.TextOf(pair.Value) : "")
            .Where(role => role.Length > 0)
            .Distinct()
            .Order(StringComparer.Ordinal);
        return string.Join(',', roles) is { Length: > 0 } text ? text : RowSource.None;
    }

    private static string NodeAddress(RowSource row, string type) =>
        row.Objects("status", "addresses").FirstOrDefault(address => address.GetString("type") == type)?.GetString("address") ?? RowSource.None;

    private static IEnumerable<DocNode> Quota(RowSource row)
    {
        var hard = row.Status?.GetObject("hard") ?? [];
        var lines = hard.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToLookup(
            pair => pair.Key.StartsWith("limits.", StringComparison.Ordinal),
            pair => $"{pair.Key}: {UsedOf(row, pair.Key)}/{RowSource.TextOf(pair.Value)}");
        return [row.Name, string.Join(", ", lines[false]), string.Join(", ", lines[true]), row.Age];
    }

    private static string UsedOf(RowSource row, string resource) => row.TextOr("0", "status", "used", resource);

    private static IEnumerable<DocNode> Component(RowSource row)
    {
        var health = row.Objects("conditions").FirstOrDefault(condition => condition.GetString("type") == "Healthy");
        var status = health is null ? "Unknown" : health.GetString("status") == "True" ? "Healthy" : "Unhealthy";
        return [row.Name, status, health?.GetString("message") ?? "", health?.GetString("error") ?? ""];
    }

    private static IEnumerable<DocNode> ApiService(RowSource row)
    {
        var service = row.Spec?.GetObject("service") is { } reference ? $"{reference.GetString("namespace")}/{reference.GetString("name")}" : "Local";
        var available = row.Objects("status", "conditions").FirstOrDefault(condition => condition.GetString("type") == "Available");
        var text = available?.GetString("status") switch
        {
            null => "Unknown",
            "True" => "True",
            var other => $"{other} ({available.GetString("reason")})",
        };
        return [row.Name, service, text, row.Age];
    }
}
