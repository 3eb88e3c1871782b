using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Tables;

/// <summary>Horizontal pod autoscalers, in the shape of autoscaling/v2; v1 objects are printed from the little they have.</summary>
internal static class AutoscalingPrinters
{
    private const int Most = 2;
    private const string Unknown = "<unknown>";

    public static readonly Dictionary<(string, string), TablePrinter> All = new()
    {
        [("autoscaling", "HorizontalPodAutoscaler")] = new(TableColumn.Parse("Name|Reference|Targets|MinPods|MaxPods|Replicas|Age"), row =>
        [
            row.Name,
            $"{row.Text("spec", "scaleTargetRef", "kind")}/{row.Text("spec", "scaleTargetRef", "name")}",
            Targets(row),
            row.TextOr(RowSource.Unset, "spec", "minReplicas"),
            row.Number("spec", "maxReplicas"),
            row.Number("status", "currentReplicas"),
            row.Age,
        ]),
    };

    private static string Targets(RowSource row)
    {
        if (row.Document.GetPath("spec", "targetCPUUtilizationPercentage") is DocNumber target)
            return $"cpu: {Percent(row.Document.GetPath("status", "currentCPUUtilizationPercentage")) ?? Unknown}/{target}%";
        var specs = row.Objects("spec", "metrics").ToArray();
        if (specs.Length == 0)
            return RowSource.None;
        var statuses = row.Objects("status", "currentMetrics").ToArray();
        var texts = specs.Select((spec, i) => Metric(spec, i < statuses.Length ? statuses[i] : null)).ToArray();
        var shown = string.Join(", ", texts.Take(Most));
        return texts.Length > Most ? $"{shown} + {texts.Length - Most} more..." : shown;
    }

    private static string Metric(DocObject spec, DocObject? status)
    {
        var name = spec.GetString("type") switch
        {
            "External" => "external",
            "Pods" => "pods",
            "Object" => "object",
            "Resource" => "resource",
            "ContainerResource" => "containerResource",
            _ => null,
        };
        if (name is null || spec.GetObject(name) is not { } metric)
            return "<unknown type>";
        var target = metric.GetObject("target") ?? [];
        var current = status?.GetPath(name, "current") as DocObject;
        var average = RowSource.TextOf(target["averageValue"]);
        var label = name is "resource" or "containerResource" ? $"{metric.GetString("name")}: " : "";
        if (label.Length > 0 && average.Length == 0)
            return $"{label}{Percent(current?["averageUtilization"]) ?? Unknown}/{Percent(target["averageUtilization"]) ?? "<auto>"}";
        if (average.Length == 0)
            return $"{TextOr(current?["value"])}/{RowSource.TextOf(target["value"])}";
        return $"{label}{TextOr(current?["averageValue"])}/{average}{(name is "external" or "object" ? " (avg)" : "")}";
    }

    private static string TextOr(DocNode? node) => RowSource.TextOf(node) is { Length: > 0 } text ? text : Unknown;

    private static string? Percent(DocNode? node) => node is DocNumber number ? $"{number}%" : null;
}
