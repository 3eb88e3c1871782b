using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Conversion;

/// <summary>
/// Metrics of autoscalers: nested targets and identifiers in autoscaling/v2, flat fields in the annotations of v1.
/// </summary>
internal static class MetricConversion
{
    // The member that carries a metric's source, and what v1 calls the selector and the object.
    private static readonly (string Type, string Member)[] Sources =
        [("Resource", "resource"), ("ContainerResource", "containerResource"), ("Pods", "pods"), ("Object", "object"), ("External", "external")];

    public static DocNode SpecToV1(DocObject metric) => Convert(metric, (source, flat) => Flatten(source, flat, "target", metric.GetString("type")!));

    public static DocNode StatusToV1(DocObject metric) => Convert(metric, (source, flat) => Flatten(source, flat, "current", metric.GetString("type")!));

    public static DocNode SpecFromV1(DocObject metric) => Convert(metric, (flat, source) => Nest(flat, source, "target", metric.GetString("type")!));

    public static DocNode StatusFromV1(DocObject metric) => Convert(metric, (flat, source) => Nest(flat, source, "current", metric.GetString("type")!));

    private static DocNode Convert(DocObject metric, Action<DocObject, DocObject> convert)
    {
        var type = metric.GetString("type");
        var member = Sources.FirstOrDefault(source => source.Type == type).Member;
        if (member is null || metric.GetObject(member) is not { } from)
            return metric;
        var to = new DocObject();
        convert(from, to);
        return new DocObject { { "type", type }, { member, to } };
    }

    private static void Flatten(DocObject source, DocObject flat, string prefix, string type)
    {
        flat["name"] = source["name"];
        flat["container"] = source["container"];
        if (source.GetObject("metric") is { } metric)
        {
            flat["metricName"] = metric["name"];
            flat[type == "External" ? "metricSelector" : "selector"] = metric["selector"];
        }

        if (source.GetObject("describedObject") is { } described)
            flat["target"] = described;
        var values = source.GetObject(prefix) ?? [];
        flat[$"{prefix}AverageUtilization"] = values["averageUtilization"];
        flat[type == "Object" ? "averageValue" : $"{prefix}AverageValue"] = values["averageValue"];
        flat[$"{prefix}Value"] = values["value"];
    }

    private static void Nest(DocObject flat, DocObject source, string prefix, string type)
    {
        source["name"] = flat["name"];
        source["container"] = flat["container"];
        if (flat["metricName"] is { } name)
        {
            var metric = new DocObject { { "name", name } };
            metric["selector"] = flat[type == "External" ? "metricSelector" : "selector"];
            source["metric"] = metric;
        }

        if (type == "Object" && flat["target"] is { } described)
            source["describedObject"] = described;
        var values = new DocObject();
        values["averageUtilization"] = flat[$"{prefix}AverageUtilization"];
        values["averageValue"] = flat[type == "Object" ? "averageValue" : $"{prefix}AverageValue"];
        values["value"] = flat[$"{prefix}Value"];
        if (prefix == "target")
            values["type"] = values.ContainsKey("averageUtilization") ? "Utilization" : values.ContainsKey("averageValue") ? "AverageValue" : "Value";
        source[prefix] = values;
    }
}
