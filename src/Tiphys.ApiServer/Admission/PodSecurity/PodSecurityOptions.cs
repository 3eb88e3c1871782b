namespace Tiphys.ApiServer.Admission.PodSecurity;

/// <summary>What holds where a namespace's labels say nothing, and who is exempt (pod-security.admission.config.k8s.io PodSecurityConfiguration).</summary>
public sealed record PodSecurityOptions
{
    public PodSecurityPolicy Enforce { get; init; } = PodSecurityPolicy.None;

    public PodSecurityPolicy Audit { get; init; } = PodSecurityPolicy.None;

    public PodSecurityPolicy Warn { get; init; } = PodSecurityPolicy.None;

    public IReadOnlyCollection<string> ExemptNamespaces { get; init; } = [];

    public IReadOnlyCollection<string> ExemptUsers { get; init; } = [];

    public IReadOnlyCollection<string> ExemptRuntimeClasses { get; init; } = [];
}
