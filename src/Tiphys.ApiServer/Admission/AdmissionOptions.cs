using Tiphys.ApiServer.Admission.PodSecurity;

namespace Tiphys.ApiServer.Admission;

/// <summary>Which plugins run (kube-apiserver's <c>--enable-admission-plugins</c> and <c>--disable-admission-plugins</c>).</summary>
public sealed record AdmissionOptions
{
    /// <summary>Names of plugins that are off by default: AlwaysPullImages, DenyServiceExternalIPs, ExtendedResourceToleration.</summary>
    public IReadOnlyCollection<string> Enabled { get; init; } = [];

    /// <summary>Names of plugins that are on by default and shall not run.</summary>
    public IReadOnlyCollection<string> Disabled { get; init; } = [];

    public PodSecurityOptions PodSecurity { get; init; } = new();
}
