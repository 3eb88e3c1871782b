namespace Tiphys.Node.Pods.Probes;

/// <summary>Turns single results into a verdict by the thresholds: pure, and the same for all three kinds of probe.</summary>
internal sealed class ProbeCounter(ProbeKind kind, int failureThreshold, int successThreshold)
{
    private ProbeOutcome _last = ProbeOutcome.Error;
    private int _run;

    /// <summary>The verdict so far; null until there is one. A container counts as live until the contrary is shown, as unready until it is shown ready.</summary>
    public bool? Verdict { get; private set; } = kind switch
    {
        ProbeKind.Liveness => true,
        ProbeKind.Readiness => false,
        _ => null,
    };

    /// <summary>Sets the verdict that an earlier run of the node agent had come to.</summary>
    public void Resume(bool verdict) => Verdict = verdict;

    /// <summary>Takes in one result. Returns true if the verdict changed.</summary>
    public bool Count(ProbeOutcome outcome)
    {
        if (outcome == ProbeOutcome.Error)
            return false;
        _run = outcome == _last ? _run + 1 : 1;
        _last = outcome;
        var threshold = outcome == ProbeOutcome.Success ? successThreshold : failureThreshold;
        if (_run < threshold)
            return false;
        var verdict = outcome == ProbeOutcome.Success;
        if (Verdict == verdict)
            return false;
        Verdict = verdict;
        return true;
    }
}
