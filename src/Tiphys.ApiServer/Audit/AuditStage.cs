namespace Tiphys.ApiServer.Audit;

/// <summary>The moments of a request that events are made at (audit.k8s.io/v1 Stage).</summary>
public enum AuditStage
{
    RequestReceived,

    /// <summary>The head of a long answer (watch, exec) is on its way.</summary>
    ResponseStarted,

    ResponseComplete,

    /// <summary>The server failed while it answered.</summary>
    Panic,
}
