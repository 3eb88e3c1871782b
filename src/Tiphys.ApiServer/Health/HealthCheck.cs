namespace Tiphys.ApiServer.Health;

/// <summary>One named check behind /livez, /readyz or both.</summary>
/// <param name="Name">What stands behind the slash in its own path, <c>etcd</c>.</param>
/// <param name="Check">Null while all is well, else why not. Must not block.</param>
/// <param name="Live">Part of /livez (and of /healthz).</param>
/// <param name="Ready">Part of /readyz.</param>
public sealed record HealthCheck(string Name, Func<string?> Check, bool Live, bool Ready = true);
