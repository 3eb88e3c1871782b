using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Defaulting;

/// <summary>Defaults of horizontal pod autoscalers, autoscaling/v1 and v2.</summary>
internal static class AutoscalingDefaults
{
    private const int CpuUtilization = 80;

    public static void Apply(DocObject autoscaler)
    {
        var spec = autoscaler.GetOrAddObject("spec");
        spec.SetIfMissing("minReplicas", 1);
        if (autoscaler.GetString("apiVersion") == "autoscaling/v1")
            return;
        if (spec.GetArray("metrics") is not { Count: > 0 })
        {
            var target = new DocObject { { "type", "Utilization" }, { "averageUtilization", CpuUtilization } };
            spec["metrics"] = new DocArray([new DocObject { { "type", "Resource" }, { "resource", new DocObject { { "name", "cpu" }, { "target", target } } } }]);
        }

        if (spec.GetObject("behavior") is not { } behavior)
            return;
        ApplyRules(behavior.GetOrAddObject("scaleUp"), stabilization: 0, ("Pods", 4), ("Percent", 100));
        ApplyRules(behavior.GetOrAddObject("scaleDown"), stabilization: null, ("Percent", 100));
    }

    private static void ApplyRules(DocObject rules, int? stabilization, params ReadOnlySpan<(string Type, int Value)> policies)
    {
        if (stabilization is { } seconds)
            rules.SetIfMissing("stabilizationWindowSeconds", seconds);
        rules.SetIfMissing("selectPolicy", "Max");
        if (rules.ContainsKey("policies"))
            return;
        var list = new DocArray();
        foreach (var (type, value) in policies)
            list.Add(new DocObject { { "type", type }, { "value", value }, { "periodSeconds", 15 } });
        rules["policies"] = list;
    }
}
