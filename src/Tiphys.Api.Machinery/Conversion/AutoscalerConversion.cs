using System.Text;
using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Conversion;

/// <summary>
/// Horizontal pod autoscalers, autoscaling/v1 and v2. What v1 has no field for travels in annotations, as upstream has it.
/// </summary>
internal static class AutoscalerConversion
{
    private const string Prefix = "autoscaling.alpha.kubernetes.io/";
    private const string Metrics = Prefix + "metrics";
    private const string Statuses = Prefix + "current-metrics";
    private const string Conditions = Prefix + "conditions";
    private const string Behavior = Prefix + "behavior";
    private const string ToleranceUp = Prefix + "scale-up-tolerance";
    private const string ToleranceDown = Prefix + "scale-down-tolerance";
    private const int CpuUtilization = 80;

    public static DocObject ToV1(DocObject stored)
    {
        var result = stored.Clone();
        result["apiVersion"] = "autoscaling/v1";
        DropAnnotations(result);
        if (result.GetObject("spec") is { } spec)
        {
            var metrics = spec.GetArray("metrics")?.Objects().ToArray() ?? [];
            spec.Remove("metrics");
            if (metrics.FirstOrDefault(IsCpuUtilization) is { } cpu)
                spec["targetCPUUtilizationPercentage"] = cpu.GetPath("resource", "target", "averageUtilization");
            var others = new DocArray(metrics.Where(metric => !IsCpuUtilization(metric)).Select(MetricConversion.SpecToV1));
            Annotate(result, Metrics, others.Count > 0 ? others : null);
            Annotate(result, Behavior, spec["behavior"]);
            spec.Remove("behavior");
        }

        if (result.GetObject("status") is not { } status)
            return result;
        var current = status.GetArray("currentMetrics")?.Objects().ToArray() ?? [];
        var cpuNow = current.LastOrDefault(IsCpuStatus)?.GetPath("resource", "current", "averageUtilization");
        status.Remove("currentMetrics");
        if (cpuNow is not null)
            status["currentCPUUtilizationPercentage"] = cpuNow;
        Annotate(result, Statuses, current.Length > 0 ? new DocArray(current.Select(MetricConversion.StatusToV1)) : null);
        Annotate(result, Conditions, status.GetArray("conditions") is { Count: > 0 } conditions ? conditions : null);
        status.Remove("conditions");
        return result;
    }

    public static DocObject FromV1(DocObject document)
    {
        var result = document.Clone();
        result["apiVersion"] = "autoscaling/v2";
        var spec = result.GetOrAddObject("spec");
        var metrics = new DocArray((Annotation(result, Metrics) as DocArray)?.Objects().Select(MetricConversion.SpecFromV1) ?? []);
        if (spec["targetCPUUtilizationPercentage"] is { } target)
            metrics.Add(CpuMetric(target));
        spec.Remove("targetCPUUtilizationPercentage");
        spec["metrics"] = metrics.Count > 0 ? metrics : new DocArray([CpuMetric(CpuUtilization)]);
        if (Annotation(result, Behavior) is DocObject { Count: > 0 } behavior)
            spec["behavior"] = behavior;
        if (result.GetObject("status") is { } status)
            RestoreStatus(result, status);
        DropAnnotations(result);
        return result;
    }

    private static void RestoreStatus(DocObject document, DocObject status)
    {
        var current = (Annotation(document, Statuses) as DocArray)?.Objects().Select(MetricConversion.StatusFromV1).ToArray() ?? [];
        if (current.Length > 0)
            status["currentMetrics"] = new DocArray(current);
        else if (status["currentCPUUtilizationPercentage"] is { } cpu)
            status["currentMetrics"] = new DocArray([CpuStatus(cpu)]);
        status.Remove("currentCPUUtilizationPercentage");

        // v1 always shows it, v2 only where there are any.
        if (status.GetInt64("currentReplicas") == 0)
            status.Remove("currentReplicas");
        if (Annotation(document, Conditions) is DocArray conditions)
            status["conditions"] = conditions;
    }

    private static bool IsCpuUtilization(DocObject metric) => IsCpu(metric) && metric.GetPath("resource", "target", "averageUtilization") is DocNumber;

    private static bool IsCpuStatus(DocObject metric) => IsCpu(metric) && metric.GetPath("resource", "current", "averageUtilization") is DocNumber;

    private static bool IsCpu(DocObject metric) =>
        metric.GetString("type") == "Resource" && (metric.GetPath("resource", "name") as DocString)?.Value == "cpu";

    private static DocObject CpuMetric(DocNode utilization)
    {
        var target = new DocObject { { "type", "Utilization" }, { "averageUtilization", utilization } };
        return new() { { "type", "Resource" }, { "resource", new DocObject { { "name", "cpu" }, { "target", target } } } };
    }

    private static DocObject CpuStatus(DocNode utilization)
    {
        var current = new DocObject { { "averageUtilization", utilization } };
        return new() { { "type", "Resource" }, { "resource", new DocObject { { "name", "cpu" }, { "current", current } } } };
    }

    private static void Annotate(DocObject document, string name, DocNode? value)
    {
        if (value is not null)
            document.GetOrAddObject("metadata").GetOrAddObject("annotations")[name] = value.ToString();
    }

    // An annotation that is no JSON is as good as none.
    private static DocNode? Annotation(DocObject document, string name)
    {
        if ((document.GetPath("metadata", "annotations") as DocObject)?.GetString(name) is not { } text)
            return null;
        try
        {
            return DocReader.Parse(Encoding.UTF8.GetBytes(text));
        }
        catch (DocFormatException)
        {
            return null;
        }
    }

    private static void DropAnnotations(DocObject document)
    {
        if (document.GetPath("metadata", "annotations") is not DocObject annotations)
            return;
        foreach (var name in (string[])[Metrics, Statuses, Conditions, Behavior, ToleranceUp, ToleranceDown])
            annotations.Remove(name);
        if (annotations.Count == 0)
            document.GetObject("metadata")!.Remove("annotations");
    }
}
