using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Tables;

/// <summary>Disruption budgets and fairness.</summary>
internal static class PolicyPrinters
{
    private const string Flow = "flowcontrol.apiserver.k8s.io";

    public static readonly Dictionary<(string, string), TablePrinter> All = new()
    {
        [("policy", "PodDisruptionBudget")] = new(TableColumn.Parse("Name|Min Available|Max Unavailable|Allowed Disruptions#|Age"), row =>
        [
            row.Name, row.TextOr("N/A", "spec", "minAvailable"), row.TextOr("N/A", "spec", "maxUnavailable"), row.Number("status", "disruptionsAllowed"),
            row.Age,
        ]),
        [(Flow, "FlowSchema")] = new(TableColumn.Parse("Name|PriorityLevel|MatchingPrecedence|DistinguisherMethod|Age|MissingPL"), row =>
        [
            row.Name, row.Text("spec", "priorityLevelConfiguration", "name"), row.Number("spec", "matchingPrecedence"),
            row.TextOr(RowSource.None, "spec", "distinguisherMethod", "type"), row.Age, Dangling(row),
        ]),
        [(Flow, "PriorityLevelConfiguration")] = new(
            TableColumn.Parse("Name|Type|NominalConcurrencyShares|Queues|HandSize|QueueLengthLimit|Age"),
            row =>
            [
                row.Name, row.Text("spec", "type"), Limit(row, "nominalConcurrencyShares"), Queuing(row, "queues"), Queuing(row, "handSize"),
                Queuing(row, "queueLengthLimit"), row.Age,
            ]),
    };

    private static string Dangling(RowSource row) =>
        row.Objects("status", "conditions").FirstOrDefault(condition => condition.GetString("type") == "Dangling")?.GetString("status") ?? "?";

    private static DocNode Limit(RowSource row, string name) => row.Document.GetPath("spec", "limited", name) ?? RowSource.None;

    private static DocNode Queuing(RowSource row, string name) => row.Document.GetPath("spec", "limited", "limitResponse", "queuing", name) ?? RowSource.None;
}
