using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Tables;

/// <summary>What a pod's many container states come to in one line: the STATUS, READY and RESTARTS of <c>kubectl get pods</c>.</summary>
internal sealed class PodSummary
{
    private readonly DocObject _pod;
    private readonly DocObject _status;
    private readonly Dictionary<string, bool> _sidecars = [];
    private long _sidecarRestarts;
    private DateTimeOffset? _lastSidecarRestart;

    private PodSummary(DocObject pod)
    {
        _pod = pod;
        _status = pod.GetObject("status") ?? [];
        foreach (var container in Objects(pod.GetPath("spec", "initContainers")))
            _sidecars[container.GetString("name") ?? ""] = container.GetString("restartPolicy") == "Always";
        Total = Objects(pod.GetPath("spec", "containers")).Count() + _sidecars.Values.Count(sidecar => sidecar);
    }

    public int Total { get; }

    public int Ready { get; private set; }

    public long Restarts { get; private set; }

    public DateTimeOffset? LastRestart { get; private set; }

    public string Reason { get; private set; } = "";

    public static PodSummary Of(DocObject pod)
    {
        var summary = new PodSummary(pod);
        summary.Summarize();
        return summary;
    }

    private static IEnumerable<DocObject> Objects(DocNode? node) => (node as DocArray)?.Objects() ?? [];

    private void Summarize()
    {
        var phase = _status.GetString("phase") ?? "";
        Reason = _status.GetString("reason") is { Length: > 0 } given ? given : phase;
        if (Objects(_status["conditions"]).Any(c => c.GetString("type") == "PodScheduled" && c.GetString("reason") == "SchedulingGated"))
            Reason = "SchedulingGated";
        if (!SummarizeInit() || HasTrueCondition("Initialized"))
        {
            Restarts = _sidecarRestarts;
            LastRestart = _lastSidecarRestart;
            SummarizeMain();
        }

        if (_pod.GetPath("metadata", "deletionTimestamp") is not DocString)
            return;
        if (_status.GetString("reason") == "NodeLost")
            Reason = "Unknown";
        else if (phase is not ("Succeeded" or "Failed"))
            Reason = "Terminating";
    }

    // True while init containers hold the pod up.
    private bool SummarizeInit()
    {
        var index = -1;
        foreach (var container in Objects(_status["initContainerStatuses"]))
        {
            index++;
            CountRestarts(container);
            var sidecar = _sidecars.GetValueOrDefault(container.GetString("name") ?? "");
            if (sidecar)
                CountSidecarRestarts(container);
            var ended = container.GetPath("state", "terminated") as DocObject;
            if (ended is not null && (ended.GetInt64("exitCode") ?? 0) == 0)
                continue;
            if (sidecar && container.GetBool("started") == true)
            {
                Ready += container.GetBool("ready") == true ? 1 : 0;
                continue;
            }

            var waiting = (container.GetPath("state", "waiting", "reason") as DocString)?.Value ?? "";
            Reason = ended is not null ? "Init:" + EndReason(ended)
                : waiting is not ("" or "PodInitializing") ? "Init:" + waiting
                : $"Init:{index}/{_sidecars.Count}";
            return true;
        }

        return false;
    }

    private void SummarizeMain()
    {
        var running = false;
        var error = "";
        foreach (var container in Objects(_status["containerStatuses"]).Reverse())
        {
            CountRestarts(container);
            var state = container.GetObject("state");
            if ((state?.GetPath("waiting", "reason") as DocString)?.Value is { Length: > 0 } waiting)
            {
                Reason = waiting;
            }
            else if (state?.GetObject("terminated") is { } ended)
            {
                Reason = EndReason(ended);
                if ((ended.GetInt64("exitCode") ?? 0) != 0)
                    error = Reason;
            }
            else if (container.GetBool("ready") == true && state?.GetObject("running") is not null)
            {
                running = true;
                Ready++;
            }
        }

        if (Reason == "Completed")
            Reason = running && HasTrueCondition("Ready") ? "Running" : error.Length > 0 ? error : running ? "NotReady" : Reason;
    }

    private static string EndReason(DocObject ended)
    {
        if (ended.GetString("reason") is { Length: > 0 } reason)
            return reason;
        return ended.GetInt64("signal") is { } signal and not 0 ? $"Signal:{signal}" : $"ExitCode:{ended.GetInt64("exitCode") ?? 0}";
    }

    private bool HasTrueCondition(string type) =>
        Objects(_status["conditions"]).Any(condition => condition.GetString("type") == type && condition.GetString("status") == "True");

    private void CountRestarts(DocObject container)
    {
        Restarts += container.GetInt64("restartCount") ?? 0;
        LastRestart = Later(LastRestart, container);
    }

    private void CountSidecarRestarts(DocObject container)
    {
        _sidecarRestarts += container.GetInt64("restartCount") ?? 0;
        _lastSidecarRestart = Later(_lastSidecarRestart, container);
    }

    private static DateTimeOffset? Later(DateTimeOffset? known, DocObject container)
    {
        var ended = RowSource.TimeOf(container.GetPath("lastState", "terminated", "finishedAt"));
        return known is null || ended > known ? ended ?? known : known;
    }
}
