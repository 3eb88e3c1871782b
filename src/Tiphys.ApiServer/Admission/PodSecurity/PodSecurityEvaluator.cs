using Tiphys.Api.Documents;

namespace Tiphys.ApiServer.Admission.PodSecurity;

/// <summary>The Pod Security Standards: which checks a level makes, in the order upstream reports them. Pure.</summary>
internal static class PodSecurityEvaluator
{
    private delegate Violation? Check(PodUnderReview pod, int minor);

    private static readonly Check[] Baseline =
    [
        BaselineProfileChecks.AppArmor,
        BaselineContextChecks.Capabilities,
        BaselineHostChecks.HostNamespaces,
        BaselineHostChecks.HostPathVolumes,
        BaselineHostChecks.HostPorts,
        BaselineHostChecks.HostProbes,
        BaselineContextChecks.Privileged,
        BaselineContextChecks.ProcMount,
        BaselineProfileChecks.SeLinux,
        BaselineProfileChecks.Seccomp,
        BaselineContextChecks.Sysctls,
        BaselineHostChecks.WindowsHostProcess,
    ];

    /// <summary>Capabilities, seccomp, procMount and volumes stand here in their tighter form instead.</summary>
    private static readonly Check[] Restricted =
    [
        BaselineProfileChecks.AppArmor,
        BaselineHostChecks.HostNamespaces,
        BaselineHostChecks.HostPorts,
        BaselineHostChecks.HostProbes,
        BaselineContextChecks.Privileged,
        BaselineProfileChecks.SeLinux,
        BaselineContextChecks.Sysctls,
        BaselineHostChecks.WindowsHostProcess,
        RestrictedChecks.AllowPrivilegeEscalation,
        RestrictedChecks.Capabilities,
        static (pod, _) => BaselineContextChecks.RestrictedProcMount(pod),
        RestrictedChecks.Volumes,
        RestrictedChecks.RunAsNonRoot,
        RestrictedChecks.RunAsUser,
        RestrictedChecks.Seccomp,
    ];

    /// <summary>Every check of the policy that the pod fails.</summary>
    public static IReadOnlyList<Violation> Evaluate(PodSecurityPolicy policy, DocObject pod)
    {
        var checks = policy.Level switch
        {
            PodSecurityLevel.Baseline => Baseline,
            PodSecurityLevel.Restricted => Restricted,
            _ => [],
        };
        var review = new PodUnderReview(pod);
        return [.. checks.Select(check => check(review, policy.Minor)).OfType<Violation>()];
    }
}
