namespace Tiphys.ApiServer.Audit;

/// <summary>The audit log file (kube-apiserver's <c>--audit-log-*</c>).</summary>
public sealed record AuditLogOptions
{
    /// <summary>JSON lines, mode 0600; its directory is made if it is missing.</summary>
    public required string Path { get; init; }

    /// <summary>The file is put aside under a name with its time when it would grow beyond this.</summary>
    public long MaxBytes { get; init; } = 100 * 1024 * 1024;

    /// <summary>How many files put aside are kept; 0 for all.</summary>
    public int MaxBackups { get; init; } = 10;

    /// <summary>How long files put aside are kept; zero for ever.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(30);
}
