using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Tables;

/// <summary>Pods and pod templates.</summary>
internal static class PodPrinters
{
    public static readonly Dictionary<(string, string), TablePrinter> All = new()
    {
        [("", "Pod")] = new(
            TableColumn.Parse("Name|Ready|Status|Restarts|Age|IP+|Node+|Nominated Node+|Readiness Gates+"),
            Pod,
            Conditions),
        [("", "PodTemplate")] = new(TableColumn.Parse("Name|Containers|Images|Pod Labels"), row =>
        {
            var (names, images) = row.Containers("template", "spec", "containers");
            return [row.Name, names, images, row.Labels("template", "metadata", "labels")];
        }),
    };

    private static IEnumerable<DocNode> Pod(RowSource row)
    {
        var summary = PodSummary.Of(row.Document);
        var restarts = summary.Restarts > 0 && summary.LastRestart is { } last
            ? $"{summary.Restarts} ({ShortDuration.Format(row.Now - last)} ago)"
            : $"{summary.Restarts}";
        var ip = RowSource.TextOf(row.Objects("status", "podIPs").FirstOrDefault()?["ip"]);
        return
        [
            row.Name,
            $"{summary.Ready}/{summary.Total}",
            summary.Reason,
            restarts,
            row.Age,
            ip.Length > 0 ? ip : RowSource.None,
            row.TextOr(RowSource.None, "spec", "nodeName"),
            row.TextOr(RowSource.None, "status", "nominatedNodeName"),
            ReadinessGates(row),
        ];
    }

    private static string ReadinessGates(RowSource row)
    {
        var gates = row.Objects("spec", "readinessGates").Select(gate => gate.GetString("conditionType")).ToArray();
        if (gates.Length == 0)
            return RowSource.None;
        var open = row.Objects("status", "conditions").Where(condition => condition.GetString("status") == "True").Select(condition => condition.GetString("type"));
        return $"{gates.Count(open.Contains)}/{gates.Length}";
    }

    private static DocArray? Conditions(DocObject pod) => (pod.GetPath("status", "phase") as DocString)?.Value switch
    {
        "Succeeded" => Completed("Succeeded", "The pod has completed successfully."),
        "Failed" => Completed("Failed", "The pod failed."),
        _ => null,
    };

    private static DocArray Completed(string reason, string message) =>
        new([new DocObject { { "type", "Completed" }, { "status", "True" }, { "reason", reason }, { "message", message } }]);
}
