using Tiphys.Api.Documents;
using Tiphys.Api.Resources;

namespace Tiphys.ApiServer.Admission.PodSecurity;

/// <summary>Where workloads keep the template of their pods.</summary>
internal static class PodTemplates
{
    private static readonly Dictionary<GroupResource, string[]> Paths = new()
    {
        [new("", "replicationcontrollers")] = ["spec", "template"],
        [new("", "podtemplates")] = ["template"],
        [new("apps", "daemonsets")] = ["spec", "template"],
        [new("apps", "deployments")] = ["spec", "template"],
        [new("apps", "replicasets")] = ["spec", "template"],
        [new("apps", "statefulsets")] = ["spec", "template"],
        [new("batch", "jobs")] = ["spec", "template"],
        [new("batch", "cronjobs")] = ["spec", "jobTemplate", "spec", "template"],
    };

    public static bool IsWorkload(GroupResource resource) => Paths.ContainsKey(resource);

    public static DocObject? TemplateOf(GroupResource resource, DocObject workload) => workload.GetPath(Paths[resource]) as DocObject;
}
