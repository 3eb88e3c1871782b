using Tiphys.Api.Documents;
using Tiphys.ApiServer.Admission.Pods;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.PodSecurity;

/// <summary>A pod, or a workload's template of one, as the checks look at it.</summary>
internal sealed class PodUnderReview(DocObject pod)
{
    public DocObject Spec { get; } = pod.PodSpec;

    public DocObject Annotations { get; } = pod.GetPath("metadata", "annotations") as DocObject ?? new DocObject();

    /// <summary>In the order of validation: init, ordinary, ephemeral.</summary>
    public IReadOnlyList<DocObject> Containers { get; } = [.. pod.EveryContainer];

    public DocObject Context => Spec.GetObject("securityContext") ?? new DocObject();

    public bool IsWindows => Spec.StringAt("os", "name") == "windows";

    public bool HasUserNamespace => Spec.GetBool("hostUsers") == false;

    public static DocObject ContextOf(DocObject container) => container.GetObject("securityContext") ?? new DocObject();

    /// <summary>Names of the containers for which something holds.</summary>
    public IReadOnlyList<string> Where(Func<DocObject, bool> holds) => [.. Containers.Where(holds).Select(container => container.StringAt("name"))];

    /// <summary>Who sets something bad: the pod, containers or both; empty if nobody does.</summary>
    public static string Setters(bool pod, IReadOnlyCollection<string> containers)
    {
        var setters = new List<string>();
        if (pod)
            setters.Add("pod");
        if (containers.Count > 0)
            setters.Add(Wording.Named("container", containers));
        return string.Join(" and ", setters);
    }
}
