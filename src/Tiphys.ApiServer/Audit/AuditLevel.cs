namespace Tiphys.ApiServer.Audit;

/// <summary>How much of a request is recorded (audit.k8s.io/v1 Level).</summary>
public enum AuditLevel
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Who, what, when, with what outcome; no bodies.</summary>
    Metadata,

    /// <summary>Metadata and the request's object.</summary>
    Request,

    /// <summary>Metadata, the request's object and the response's.</summary>
    RequestResponse,
}
