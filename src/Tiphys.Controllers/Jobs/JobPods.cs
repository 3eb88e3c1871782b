using System.Globalization;
using k8s.Models;
using Tiphys.Client.Objects;
using Tiphys.Controllers.Ownership;
using Tiphys.Controllers.Pods;

namespace Tiphys.Controllers.Jobs;

/// <summary>Questions about a Job's pods, and how one is made. Pure.</summary>
internal static class JobPods
{
    public static bool IsIndexed(V1Job job) => job.Spec.CompletionMode == "Indexed";

    /// <summary>-1 if the pod has none.</summary>
    public static int IndexOf(V1Pod pod) =>
        int.TryParse(pod.Annotation(JobNames.IndexAnnotation), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : -1;

    public static bool IsTracked(V1Pod pod) => pod.HasFinalizer(JobNames.Finalizer);

    public static bool Succeeded(V1Pod pod) => pod.Status?.Phase == "Succeeded";

    /// <summary>Failed, or on its way out without having succeeded, unless replacements wait for the real end.</summary>
    public static bool HasFailed(V1Job job, V1Pod pod) =>
        pod.Status?.Phase == "Failed" || (pod.IsDeleting() && !Succeeded(pod) && !ReplacesFailedOnly(job));

    public static bool IsTerminating(V1Pod pod) => pod.IsDeleting() && !pod.IsEnded();

    public static bool ReplacesFailedOnly(V1Job job) => job.Spec.PodReplacementPolicy == "Failed" || job.Spec.PodFailurePolicy is not null;

    public static V1Pod Make(V1Job job, int? index, int failures)
    {
        var pod = job.Spec.Template.MakePod(OwnerIdentity.Of(job));
        pod.Metadata.Finalizers = [.. pod.Metadata.Finalizers ?? [], JobNames.Finalizer];
        pod.Spec.RestartPolicy ??= "Never";
        if (index is { } number)
            Number(job, pod, number, failures);
        return pod;
    }

    private static void Number(V1Job job, V1Pod pod, int index, int failures)
    {
        var text = index.ToString(CultureInfo.InvariantCulture);
        pod.Metadata.GenerateName = $"{job.Metadata.Name}-{text}-";
        pod.Metadata.Annotations = new Dictionary<string, string>(pod.Metadata.Annotations ?? new Dictionary<string, string>()) { [JobNames.IndexAnnotation] = text };
        if (job.Spec.BackoffLimitPerIndex is not null)
            pod.Metadata.Annotations[JobNames.IndexFailureCount] = failures.ToString(CultureInfo.InvariantCulture);
        pod.Metadata.Labels = new Dictionary<string, string>(pod.Metadata.Labels ?? new Dictionary<string, string>()) { [JobNames.IndexAnnotation] = text };
        pod.Spec.Hostname = $"{job.Metadata.Name}-{text}";
        foreach (var container in pod.Spec.Containers.Concat(pod.Spec.InitContainers ?? []))
        {
            if (container.Env?.Any(env => env.Name == "JOB_COMPLETION_INDEX") == true)
                continue;
            container.Env = [.. container.Env ?? [], new()
            {
                Name = "JOB_COMPLETION_INDEX",
                ValueFrom = new() { FieldRef = new() { ApiVersion = "v1", FieldPath = $"metadata.labels['{JobNames.IndexAnnotation}']" } },
            }];
        }
    }

    /// <summary>When the pod ended, as far as it says.</summary>
    public static DateTime? FinishedAt(V1Pod pod)
    {
        var ends = (pod.Status?.ContainerStatuses ?? []).Select(status => status.State?.Terminated?.FinishedAt).ToArray();
        return ends.Length > 0 && ends.All(end => end is not null) ? ends.Max() : pod.Metadata.DeletionTimestamp ?? pod.Condition("Ready")?.LastTransitionTime;
    }
}
