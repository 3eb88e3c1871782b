using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Defaulting;

/// <summary>Defaults of what keeps pods running.</summary>
internal static class WorkloadDefaults
{
    public static void ApplyDeployment(DocObject deployment)
    {
        var spec = deployment.GetOrAddObject("spec");
        spec.SetIfMissing("replicas", 1);
        var strategy = spec.GetOrAddObject("strategy");
        strategy.SetIfEmpty("type", "RollingUpdate");
        if (strategy.GetString("type") == "RollingUpdate")
        {
            var rolling = strategy.GetOrAddObject("rollingUpdate");
            rolling.SetIfMissing("maxUnavailable", "25%");
            rolling.SetIfMissing("maxSurge", "25%");
        }

        spec.SetIfMissing("revisionHistoryLimit", 10);
        spec.SetIfMissing("progressDeadlineSeconds", 600);
        PodDefaults.ApplyTemplate(spec.GetObject("template"));
    }

    public static void ApplyReplicaSet(DocObject set)
    {
        var spec = set.GetOrAddObject("spec");
        spec.SetIfMissing("replicas", 1);
        PodDefaults.ApplyTemplate(spec.GetObject("template"));
    }

    public static void ApplyReplicationController(DocObject controller)
    {
        var spec = controller.GetOrAddObject("spec");
        spec.SetIfMissing("replicas", 1);
        if (spec.GetPath("template", "metadata", "labels") is DocObject { Count: > 0 } labels)
        {
            if (spec.GetObject("selector") is not { Count: > 0 })
                spec.Set("selector", labels.Clone());
            CopyLabels(controller, labels);
        }

        PodDefaults.ApplyTemplate(spec.GetObject("template"));
    }

    public static void ApplyDaemonSet(DocObject set)
    {
        // Other versions carried the generation of the template as a field, which this one reads and writes as an annotation.
        set.GetOrAddObject("metadata").GetOrAddObject("annotations").SetIfMissing("deprecated.daemonset.template.generation", "0");
        var spec = set.GetOrAddObject("spec");
        var strategy = spec.GetOrAddObject("updateStrategy");
        strategy.SetIfEmpty("type", "RollingUpdate");
        if (strategy.GetString("type") == "RollingUpdate")
        {
            var rolling = strategy.GetOrAddObject("rollingUpdate");
            rolling.SetIfMissing("maxUnavailable", 1);
            rolling.SetIfMissing("maxSurge", 0);
        }

        spec.SetIfMissing("revisionHistoryLimit", 10);
        PodDefaults.ApplyTemplate(spec.GetObject("template"));
    }

    public static void ApplyStatefulSet(DocObject set)
    {
        var spec = set.GetOrAddObject("spec");
        spec.SetIfEmpty("podManagementPolicy", "OrderedReady");
        var strategy = spec.GetOrAddObject("updateStrategy");
        if (strategy.GetString("type") is null or "")
        {
            strategy.Set("type", "RollingUpdate");
            strategy.GetOrAddObject("rollingUpdate");
        }

        if (strategy.GetString("type") == "RollingUpdate")
            strategy.GetObject("rollingUpdate")?.SetIfMissing("partition", 0);
        var retention = spec.GetOrAddObject("persistentVolumeClaimRetentionPolicy");
        retention.SetIfEmpty("whenDeleted", "Retain");
        retention.SetIfEmpty("whenScaled", "Retain");
        spec.SetIfMissing("replicas", 1);
        spec.SetIfMissing("revisionHistoryLimit", 10);
        PodDefaults.ApplyTemplate(spec.GetObject("template"));
        foreach (var claim in spec.ObjectsOf("volumeClaimTemplates"))
        {
            claim.SetIfEmpty("apiVersion", "v1");
            claim.SetIfEmpty("kind", "PersistentVolumeClaim");
            StorageDefaults.ApplyPersistentVolumeClaim(claim);
        }
    }

    /// <summary>Gives an object without labels those of its pods.</summary>
    public static void CopyLabels(DocObject target, DocObject labels)
    {
        var metadata = target.GetOrAddObject("metadata");
        if (metadata.GetObject("labels") is not { Count: > 0 })
            metadata.Set("labels", labels.Clone());
    }
}
