using Tiphys.Scheduler.Columns;
using Tiphys.Scheduler.Pods;
using Tiphys.Scheduler.Volumes;

namespace Tiphys.Scheduler.Filters;

/// <summary>Judges nodes for one pod, in the order of upstream's default filters; what holds for all nodes is counted once.</summary>
internal sealed class PodEvaluation
{
    private readonly ClusterState _state;
    private readonly PodClass _pod;
    private readonly VolumeDemands? _volumes;
    private readonly SpreadCounts[] _spread;
    private readonly AffinityCounts _affinity;

    // The columns this pod asks of, taken out once: an evaluation lives for one cycle, in which no column is replaced.
    private readonly (long[] Allocatable, long[] Used, long Amount)[] _asked;
    private readonly long[] _podRoom;
    private readonly long[] _podCount;

    public PodEvaluation(ClusterState state, PodClass pod, VolumeDemands? volumes)
    {
        _state = state;
        _pod = pod;
        _volumes = volumes;
        _spread = [.. pod.HardSpread.Select(rule => SpreadCounts.Count(state, pod, rule, pod.HardSpread))];
        _affinity = new(state, pod);
        _asked = [.. pod.Requests.Select(request => (state.Allocatable(request.Resource), state.Used(request.Resource), request.Amount))];
        _podRoom = state.Allocatable(ResourceNames.Pods);
        _podCount = state.Used(ResourceNames.Pods);
    }

    public Verdict Judge(int row)
    {
        if (_pod.PinnedNode is { } pinned && _state.Node(row)!.Name != pinned)
            return Verdict.NodeAffinity;
        var verdict = _pod.Demands.Ask(_state, row).Verdict;
        if (verdict != Verdict.Feasible)
            return verdict;
        if (_pod.HostPorts.Length > 0 && !HasPorts(row))
            return Verdict.Ports;
        if (!HasRoom(row))
            return Verdict.Resources;
        if (_volumes is not null && (verdict = _volumes.Judge(_state, row)) != Verdict.Feasible)
            return verdict;
        foreach (var spread in _spread)
        {
            if ((verdict = spread.Judge(row)) != Verdict.Feasible)
                return verdict;
        }

        return _affinity.Judge(row);
    }

    /// <summary>What the node is short of, in upstream's words.</summary>
    public IEnumerable<string> Shortages(int row)
    {
        if (_state.Used(ResourceNames.Pods)[row] + 1 > _state.Allocatable(ResourceNames.Pods)[row])
            yield return "Too many pods";
        foreach (var (resource, amount) in _pod.Requests)
        {
            if (amount > _state.Allocatable(resource)[row] - _state.Used(resource)[row])
                yield return $"Insufficient {_state.Resources[resource]}";
        }
    }

    /// <summary>True if the node could never hold the pod, even empty.</summary>
    public bool IsTooSmall(int row)
    {
        foreach (var (resource, amount) in _pod.Requests)
        {
            if (amount > _state.Allocatable(resource)[row])
                return true;
        }

        return _state.Allocatable(ResourceNames.Pods)[row] < 1;
    }

    private bool HasRoom(int row)
    {
        if (_podCount[row] >= _podRoom[row])
            return false;
        foreach (ref readonly var asked in _asked.AsSpan())
        {
            if (asked.Amount > asked.Allocatable[row] - asked.Used[row])
                return false;
        }

        return true;
    }

    private bool HasPorts(int row)
    {
        foreach (var other in _state.PodsOn(row))
        {
            if (other.IsSetAside)
                continue;
            foreach (var taken in other.Class.HostPorts)
            {
                foreach (var wanted in _pod.HostPorts)
                {
                    if (taken.Collides(wanted))
                        return false;
                }
            }
        }

        return true;
    }
}
