using Tiphys.Node.Pods;

namespace Tiphys.Node.Server;

/// <summary>Finds what a request's path names.</summary>
internal sealed class PodLookup(PodWorkers pods)
{
    /// <exception cref="NodeRequestException">404: no such pod here.</exception>
    public PodWorker Pod(NodeRoute route) =>
        pods.Find(route.Namespace, route.Pod) ?? throw new NodeRequestException(404, $"pod {route.Pod}_{route.Namespace} does not exist");

    /// <exception cref="NodeRequestException">404: no such container, or it does not run.</exception>
    public (PodWorker Worker, RuntimeContainer Container) Running(NodeRoute route)
    {
        var worker = Pod(route);
        var container = worker.Runtime.Latest(route.Container) ?? throw new NodeRequestException(404, $"container not found (\"{route.Container}\")");
        return container.IsRunning
            ? (worker, container)
            : throw new NodeRequestException(404, $"container {route.Container} in pod {route.Pod}_{route.Namespace} is not running");
    }
}
