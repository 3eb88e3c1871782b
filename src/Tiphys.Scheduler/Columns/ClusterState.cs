using k8s.Models;
using Tiphys.Scheduler.Affinity;

namespace Tiphys.Scheduler.Columns;

/// <summary>The nodes and what runs on them, as columns: one row per node, one array per fact.</summary>
/// <remarks>Not thread safe: the scheduler's gate guards it. A row whose node is gone stays until its last pod is, then is used again.</remarks>
internal sealed class ClusterState
{
    private readonly Dictionary<string, int> _rowByName = [];
    private readonly Dictionary<string, PodEntry> _pods = [];
    private readonly Dictionary<string, TopologyColumn> _topologies = [];
    private readonly List<NodeInfo?> _nodes = [];
    private readonly List<string> _names = [];
    private readonly Stack<int> _free = new();
    private readonly List<List<PodEntry>> _podsOn = [];
    private readonly List<long> _versions = [];
    private readonly List<long[]> _allocatable = [];
    private readonly List<long[]> _used = [];
    private readonly Dictionary<string, long> _imageSpread = [];

    public ClusterState() => Terms = new(this);

    public ResourceNames Resources { get; } = new();

    public TermTable Terms { get; }

    /// <summary>Rows ever used; those without a node are null in <see cref="Node"/>.</summary>
    public int Rows => _nodes.Count;

    public int NodeCount { get; private set; }

    /// <summary>Rises whenever something changes that could let a waiting pod in.</summary>
    public long Version { get; private set; }

    public IEnumerable<PodEntry> Pods => _pods.Values;

    /// <summary>CPU and memory counted with upstream's defaults for pods that ask for none, for scoring.</summary>
    public long[] ScoredCpu { get; private set; } = new long[16];

    public long[] ScoredMemory { get; private set; } = new long[16];

    public NodeInfo? Node(int row) => _nodes[row];

    /// <summary>Changes with everything in the row's <see cref="NodeInfo"/>.</summary>
    public long NodeVersion(int row) => _versions[row];

    public IReadOnlyList<PodEntry> PodsOn(int row) => _podsOn[row];

    public int RowOf(string node) => _rowByName.TryGetValue(node, out var row) ? row : -1;

    public PodEntry? Pod(string uid) => _pods.GetValueOrDefault(uid);

    public long[] Allocatable(int resource) => Column(_allocatable, resource);

    public long[] Used(int resource) => Column(_used, resource);

    /// <summary>On how many nodes an image is.</summary>
    public long ImageSpread(string image) => _imageSpread.GetValueOrDefault(image);

    public TopologyColumn Topology(string key)
    {
        if (_topologies.TryGetValue(key, out var column))
            return column;
        column = new(key);
        for (var row = 0; row < Rows; row++)
            column.Set(row, _nodes[row]);
        _topologies.Add(key, column);
        return column;
    }

    /// <summary>Takes a node in, or over.</summary>
    /// <returns>True if this could let a waiting pod in.</returns>
    public bool PutNode(V1Node node)
    {
        var info = new NodeInfo(node);
        var row = RowOf(info.Name);
        if (row < 0)
            row = AddRow(info.Name);
        var before = _nodes[row];
        NodeCount += before is null ? 1 : 0;
        var moved = before is null || !before.SamePlacement(info);
        CountImages(before, -1);
        CountImages(info, 1);
        _nodes[row] = info;
        if (moved || before!.Images.Count != info.Images.Count)
            _versions[row]++;
        if (moved)
        {
            foreach (var column in _topologies.Values)
                column.Set(row, info);
        }

        var grown = SetAllocatable(row, node);
        if (moved || grown)
            Version++;
        return moved || grown;
    }

    public void RemoveNode(string name)
    {
        if (!_rowByName.TryGetValue(name, out var row) || _nodes[row] is null)
            return;
        CountImages(_nodes[row], -1);
        _nodes[row] = null;
        NodeCount--;
        FreeIfUnused(row);
        _versions[row]++;
        foreach (var column in _topologies.Values)
            column.Set(row, null);
        Version++;
    }

    /// <summary>Puts a pod on its node; whatever was known under its uid is replaced.</summary>
    public void PutPod(PodEntry pod)
    {
        _podsOn[pod.Row].Add(pod);
        Take(pod.Uid);
        _pods.Add(pod.Uid, pod);
        Account(pod, 1);
        if (pod.Class.HasAffinity || pod.IsDeleting)
            Version++;
        else if (Terms.HasRequired)
            Version++;
    }

    /// <summary>Takes a pod off its node.</summary>
    public PodEntry? RemovePod(string uid)
    {
        var pod = Take(uid);
        if (pod is not null)
            Version++;
        return pod;
    }

    /// <summary>Something outside the columns changed that could let a waiting pod in: volumes, claims.</summary>
    public void Touch() => Version++;

    /// <summary>The row of a node by name, made if a pod says it runs there before the node is known.</summary>
    public int RowFor(string node)
    {
        var row = RowOf(node);
        return row >= 0 ? row : AddRow(node);
    }

    /// <summary>Adds (1) or takes away (-1) what the pod uses, leaving the entry; for trying out what if.</summary>
    public void Account(PodEntry pod, int sign)
    {
        var row = pod.Row;
        foreach (var (resource, amount) in pod.Class.Requests)
            Used(resource)[row] += sign * amount;
        Used(ResourceNames.Pods)[row] += sign;
        ScoredCpu[row] += sign * pod.Class.ScoredCpu;
        ScoredMemory[row] += sign * pod.Class.ScoredMemory;
        Terms.Account(pod, sign);
    }

    private PodEntry? Take(string uid)
    {
        if (!_pods.Remove(uid, out var pod))
            return null;
        _podsOn[pod.Row].Remove(pod);
        Account(pod, -1);
        FreeIfUnused(pod.Row);
        return pod;
    }

    private int AddRow(string name)
    {
        if (_free.TryPop(out var row))
        {
            _names[row] = name;
            _rowByName.Add(name, row);
            return row;
        }

        row = _nodes.Count;
        _nodes.Add(null);
        _names.Add(name);
        _podsOn.Add([]);
        _versions.Add(0);
        foreach (var column in _topologies.Values)
            column.Set(row, null);
        if (ScoredCpu.Length <= row)
            Grow(row);
        _rowByName.Add(name, row);
        return row;
    }

    /// <summary>A row keeps its name while pods are on it: the node may come back and must find them.</summary>
    private void FreeIfUnused(int row)
    {
        if (_nodes[row] is null && _podsOn[row].Count == 0 && _rowByName.Remove(_names[row]))
            _free.Push(row);
    }

    private void Grow(int row)
    {
        var length = (row + 1) * 2;
        for (var i = 0; i < _allocatable.Count; i++)
            _allocatable[i] = Longer(_allocatable[i], length);
        for (var i = 0; i < _used.Count; i++)
            _used[i] = Longer(_used[i], length);
        ScoredCpu = Longer(ScoredCpu, length);
        ScoredMemory = Longer(ScoredMemory, length);
    }

    private static long[] Longer(long[] column, int length)
    {
        Array.Resize(ref column, length);
        return column;
    }

    private long[] Column(List<long[]> columns, int resource)
    {
        while (columns.Count <= resource)
            columns.Add(new long[ScoredCpu.Length]);
        return columns[resource];
    }

    private bool SetAllocatable(int row, V1Node node)
    {
        var grown = false;
        var listed = node.Status?.Allocatable ?? new Dictionary<string, ResourceQuantity>();
        foreach (var name in listed.Keys)
            Resources.IdOf(name);
        for (var id = 0; id < Resources.Count; id++)
        {
            var column = Allocatable(id);
            var amount = listed.TryGetValue(Resources[id], out var quantity) ? ResourceNames.Amount(id, quantity.ToDecimal()) : 0;
            grown |= amount > column[row];
            column[row] = amount;
        }

        return grown;
    }

    private void CountImages(NodeInfo? node, int sign)
    {
        foreach (var image in node?.Images.Keys ?? [])
            _imageSpread[image] = _imageSpread.GetValueOrDefault(image) + sign;
    }
}
