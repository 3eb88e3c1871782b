using System.Collections.Concurrent;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authorization.Node;

/// <summary>Answers whether an object belongs to a node by way of the pods that run there.</summary>
/// <remarks>Walks the pods of the object's namespace; what a pod refers to is read once per version of it.</remarks>
internal sealed class NodeGraph(IObjectReader reader)
{
    private readonly ConcurrentDictionary<(string Namespace, string Name), (long Revision, PodReferences References)> _pods = new();

    /// <summary>Whether a pod on the node refers to the object.</summary>
    public bool IsNeeded(string node, GroupResource resource, string ns, string name) =>
        reader.List(BuiltInResources.Pods, ns).Any(pod => ReferencesOf(pod) is var references && references.Node == node && references.Objects.Contains((resource, name)));

    /// <summary>Whether a claim of a pod on the node is bound to the volume.</summary>
    public bool IsVolumeNeeded(string node, string volume)
    {
        var claim = reader.Get(BuiltInResources.PersistentVolumes, "", volume)?.Decode();
        var ns = claim?.StringAt("spec", "claimRef", "namespace") ?? "";
        return ns.Length > 0 && IsNeeded(node, BuiltInResources.PersistentVolumeClaims, ns, claim!.StringAt("spec", "claimRef", "name"));
    }

    /// <summary>Whether the object names the node at the path.</summary>
    public bool NamesNode(string node, GroupResource resource, string name, params ReadOnlySpan<string> path) =>
        reader.Get(resource, "", name)?.Decode().StringAt(path) == node;

    public bool RunsPod(string node, string ns, string pod) => reader.Get(BuiltInResources.Pods, ns, pod) is { } stored && ReferencesOf(stored).Node == node;

    private PodReferences ReferencesOf(StoredObject pod)
    {
        var key = (pod.Namespace, pod.Name);
        if (_pods.TryGetValue(key, out var known) && known.Revision == pod.Revision)
            return known.References;
        Trim();
        var read = PodReferences.Read(pod.Decode());
        _pods[key] = (pod.Revision, read);
        return read;
    }

    /// <summary>Forgets pods that are gone once they outnumber those that stand.</summary>
    private void Trim()
    {
        if (_pods.Count < 1024)
            return;
        var standing = reader.List(BuiltInResources.Pods, "");
        if (_pods.Count <= 2 * standing.Count)
            return;
        var keys = standing.Select(pod => (pod.Namespace, pod.Name)).ToHashSet();
        foreach (var key in _pods.Keys.Where(key => !keys.Contains(key)))
            _pods.TryRemove(key, out _);
    }
}
