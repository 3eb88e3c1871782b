using System.Collections.Concurrent;

namespace Tiphys.Node.Pods;

/// <summary>Which pod a container or sandbox belongs to, for events that name only the container.</summary>
internal sealed class ContainerIndex
{
    private readonly ConcurrentDictionary<string, string> _podOf = new();
    private readonly ConcurrentDictionary<string, string[]> _containersOf = new();

    public string? PodOf(string containerId) => _podOf.GetValueOrDefault(containerId);

    public void Note(string podUid, RuntimePod pod)
    {
        string[] ids = [.. pod.Containers.Select(container => container.Id), .. pod.Sandboxes.Select(sandbox => sandbox.Id)];
        foreach (var gone in (_containersOf.GetValueOrDefault(podUid) ?? []).Except(ids))
            _podOf.TryRemove(gone, out _);
        foreach (var id in ids)
            _podOf[id] = podUid;
        _containersOf[podUid] = ids;
    }

    public void Forget(string podUid)
    {
        if (!_containersOf.TryRemove(podUid, out var ids))
            return;
        foreach (var id in ids)
            _podOf.TryRemove(id, out _);
    }
}
