using Tiphys.Api.Documents;
using Tiphys.ApiServer.Admission.Pods;

namespace Tiphys.ApiServer.Admission.Limits;

/// <summary>
/// What a pod as a whole asks for or is limited to: the larger of all containers together and any step of its start (an init container with the
/// sidecars before it), plus its overhead; pod-level amounts take precedence.
/// </summary>
internal static class PodAmounts
{
    /// <param name="kind"><c>requests</c> or <c>limits</c>.</param>
    public static ResourceAmounts Of(DocObject pod, string kind)
    {
        var running = new ResourceAmounts();
        foreach (var container in pod.Containers)
            running.Add(Read(container, kind));
        var sidecars = new ResourceAmounts();
        var starting = new ResourceAmounts();
        foreach (var container in pod.InitContainers)
        {
            var step = new ResourceAmounts();
            step.Add(sidecars);
            step.Add(Read(container, kind));
            if (PodContainers.IsSidecar(container))
                sidecars.Add(Read(container, kind));
            starting.Max(step);
        }

        running.Add(sidecars);
        running.Max(starting);
        foreach (var name in ResourceAmounts.Read(pod.GetPath("spec", "resources", kind)) is var whole ? whole.Names : [])
            running[name] = whole[name];
        AddOverhead(running, ResourceAmounts.Read(pod.GetPath("spec", "overhead")), kind);
        return running;
    }

    public static ResourceAmounts Read(DocObject container, string kind) => ResourceAmounts.Read(container.GetPath("resources", kind));

    private static void AddOverhead(ResourceAmounts amounts, ResourceAmounts overhead, string kind)
    {
        foreach (var name in overhead.Names)
        {
            // Overhead raises limits only where there are any.
            if (kind == "requests" || amounts.Has(name))
                amounts.Add(name, overhead[name]);
        }
    }
}
