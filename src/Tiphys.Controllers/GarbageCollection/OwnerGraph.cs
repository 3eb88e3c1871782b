using k8s.Models;
using Tiphys.Client.Objects;

namespace Tiphys.Controllers.GarbageCollection;

/// <summary>Who owns whom, over every type: a node per object, an edge per owner reference.</summary>
/// <remarks>
/// Safe for any number of threads. An owner that some object names but that was not seen itself stands in as a virtual node until it is
/// seen, or until the server says that it is not there.
/// </remarks>
internal sealed class OwnerGraph
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, GraphNode> _nodes = [];

    /// <summary>Takes an object in, or its new state.</summary>
    /// <returns>The uids to look at because of it.</returns>
    public IReadOnlyList<string> Put(ResourceType type, PartialObject item)
    {
        lock (_gate)
        {
            var toLookAt = new List<string>();
            var node = _nodes.TryGetValue(item.Metadata.Uid, out var known) ? known : Add(item.Metadata.Uid);
            var formerOwners = node.Owners;
            node.Become(type, item);
            foreach (var former in formerOwners.Where(former => node.Owners.All(owner => owner.Uid != former.Uid)))
                Unlink(former.Uid, node, toLookAt);
            foreach (var owner in node.Owners)
                Link(owner, node, toLookAt);
            toLookAt.AddRange(NoLongerBlocked(formerOwners, node.Owners));
            if (node.IsDeletingDependents)
                toLookAt.AddRange(node.Dependents.Select(dependent => dependent.Uid));

            // Worth a look on the server only if the graph gives a reason: an owner missing, waiting, or this very object waiting.
            if (node.IsDeletingDependents || node.IsOrphaning || node.Owners.Any(owner => _nodes[owner.Uid] is { IsVirtual: true, IsConfirmed: false } or { IsDeletingDependents: true }))
                toLookAt.Add(node.Uid);
            return toLookAt;
        }
    }

    /// <summary>The object is gone.</summary>
    /// <returns>The uids to look at because of it: its dependents, and owners that waited for it.</returns>
    public IReadOnlyList<string> Remove(string uid)
    {
        lock (_gate)
        {
            var toLookAt = new List<string>();
            if (!_nodes.TryGetValue(uid, out var node))
                return toLookAt;
            node.IsAbsent = true;
            node.IsVirtual = true;
            foreach (var owner in node.Owners)
                Unlink(owner.Uid, node, toLookAt);
            toLookAt.AddRange(node.Dependents.Select(dependent => dependent.Uid));
            node.Forget();
            if (node.Dependents.Count == 0)
                _nodes.Remove(uid);
            return toLookAt;
        }
    }

    /// <summary>A copy of what is known of an object, its owners and dependents; null if nothing is.</summary>
    public GraphView? View(string uid)
    {
        lock (_gate)
        {
            if (!_nodes.TryGetValue(uid, out var node))
                return null;
            var owners = node.Owners.Select(owner => (owner, StateOf(owner.Uid))).ToArray();
            var dependents = node.Dependents.Select(dependent => new GraphDependent(
                dependent.Uid,
                dependent.Type!,
                dependent.Key,
                dependent.IsDeletingDependents,
                dependent.Owners.Any(owner => owner.Uid == uid && owner.BlockOwnerDeletion == true))).ToArray();
            return new(node.Type, node.Key, node.Identity, node.IsVirtual, node.IsAbsent, node.IsDeletingDependents, owners, dependents);
        }
    }

    /// <summary>The server has been asked for a virtual owner.</summary>
    public void Resolve(string uid, bool absent)
    {
        lock (_gate)
        {
            if (_nodes.TryGetValue(uid, out var node) && node.IsVirtual)
            {
                node.IsAbsent = absent;
                node.IsConfirmed = !absent;
            }
        }
    }

    /// <summary>Owners in foreground deletion that an object held up before and now does not.</summary>
    private IEnumerable<string> NoLongerBlocked(IReadOnlyList<V1OwnerReference> before, IReadOnlyList<V1OwnerReference> now) => now
        .Where(owner => owner.BlockOwnerDeletion != true && _nodes[owner.Uid].IsDeletingDependents
            && before.Any(former => former.Uid == owner.Uid && former.BlockOwnerDeletion == true))
        .Select(owner => owner.Uid);

    private OwnerState StateOf(string uid) => !_nodes.TryGetValue(uid, out var node) || node is { IsVirtual: true, IsAbsent: false, IsConfirmed: false }
        ? OwnerState.Unknown
        : node.IsAbsent ? OwnerState.Absent : node.IsDeletingDependents ? OwnerState.Waiting : OwnerState.Present;

    private GraphNode Add(string uid)
    {
        var made = new GraphNode(uid);
        _nodes.Add(uid, made);
        return made;
    }

    private void Link(V1OwnerReference owner, GraphNode node, List<string> toLookAt)
    {
        if (!_nodes.TryGetValue(owner.Uid, out var parent))
        {
            parent = Add(owner.Uid);
            parent.IsVirtual = true;
            parent.Identity = owner;
            parent.Key = new(node.Key.Namespace, owner.Name);
            toLookAt.Add(owner.Uid);
        }

        parent.Dependents.Add(node);
    }

    private void Unlink(string ownerUid, GraphNode node, List<string> toLookAt)
    {
        if (!_nodes.TryGetValue(ownerUid, out var parent))
            return;
        parent.Dependents.Remove(node);
        if (parent.IsDeletingDependents)
            toLookAt.Add(ownerUid);
        if (parent.IsVirtual && parent.Dependents.Count == 0)
            _nodes.Remove(ownerUid);
    }
}
