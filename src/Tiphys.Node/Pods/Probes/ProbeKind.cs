namespace Tiphys.Node.Pods.Probes;

/// <summary>What a probe decides.</summary>
public enum ProbeKind
{
    /// <summary>The container has come up; the others wait for it.</summary>
    Startup,

    /// <summary>The container works; if not, it is restarted.</summary>
    Liveness,

    /// <summary>The container may have traffic.</summary>
    Readiness,
}
