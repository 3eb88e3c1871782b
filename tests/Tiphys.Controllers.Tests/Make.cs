using k8s.Models;

namespace Tiphys.Controllers.Tests;

/// <summary>Objects for tables, with as little as each needs.</summary>
internal static class Make
{
    public static readonly DateTime Now = new(2026, 6, 1, 12, 0, 0, DateTimeKind.Utc);

    public static V1Pod Pod(
        string name, string phase = "Running", bool ready = true, string node = "n", bool deleting = false, Dictionary<string, string>? labels = null, int age = 60) => new()
        {
            Metadata = new()
            {
                Name = name,
                NamespaceProperty = "ns",
                Uid = $"uid-{name}",
                Labels = labels ?? [],
                Annotations = new Dictionary<string, string>(),
                CreationTimestamp = Now.AddSeconds(-age),
                DeletionTimestamp = deleting ? Now : null,
            },
            Spec = new() { NodeName = node, Containers = [new() { Name = "c", Image = "i" }] },
            Status = new()
            {
                Phase = phase,
                PodIP = "10.0.0.1",
                Conditions = [new() { Type = "Ready", Status = ready ? "True" : "False", LastTransitionTime = Now.AddSeconds(-age) }],
            },
        };

    public static V1ReplicaSet ReplicaSet(string name, int replicas, int available, int age, int? sizedFor = null, int? most = null, string image = "old")
    {
        var annotations = new Dictionary<string, string>();
        if (sizedFor is not null)
            annotations["deployment.kubernetes.io/desired-replicas"] = $"{sizedFor}";
        if (most is not null)
            annotations["deployment.kubernetes.io/max-replicas"] = $"{most}";
        return new()
        {
            Metadata = new() { Name = name, NamespaceProperty = "ns", Uid = name, CreationTimestamp = Now.AddMinutes(-age), Annotations = annotations },
            Spec = new() { Replicas = replicas, Template = Template(image) },
            Status = new() { Replicas = replicas, AvailableReplicas = available, ReadyReplicas = available },
        };
    }

    public static V1Deployment Deployment(int replicas, string surge = "25%", string unavailable = "25%", string image = "new") => new()
    {
        Metadata = new() { Name = "d", NamespaceProperty = "ns", Uid = "d", Generation = 1 },
        Spec = new()
        {
            Replicas = replicas,
            ProgressDeadlineSeconds = 600,
            Strategy = new() { Type = "RollingUpdate", RollingUpdate = new() { MaxSurge = surge, MaxUnavailable = unavailable } },
            Selector = new() { MatchLabels = new Dictionary<string, string> { ["app"] = "a" } },
            Template = Template(image),
        },
    };

    public static V1PodTemplateSpec Template(string image) => new()
    {
        Metadata = new() { Labels = new Dictionary<string, string> { ["app"] = "a" } },
        Spec = new() { Containers = [new() { Name = "c", Image = image }] },
    };
}
