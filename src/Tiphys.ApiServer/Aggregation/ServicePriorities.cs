using Tiphys.Api.Resources;

namespace Tiphys.ApiServer.Aggregation;

/// <summary>Which groups and versions come first in discovery, by the numbers that kube-apiserver gives its own APIServices.</summary>
internal static class ServicePriorities
{
    private const int Custom = 1000;
    private const int CustomVersion = 100;
    private const int StableVersion = 15;
    private const int UnknownGroup = 16000;

    private static readonly Dictionary<string, int> Groups = new(StringComparer.Ordinal)
    {
        [""] = 18000,
        ["apps"] = 17800,
        ["events.k8s.io"] = 17750,
        ["authentication.k8s.io"] = 17700,
        ["authorization.k8s.io"] = 17600,
        ["autoscaling"] = 17500,
        ["batch"] = 17400,
        ["certificates.k8s.io"] = 17300,
        ["networking.k8s.io"] = 17200,
        ["policy"] = 17100,
        ["rbac.authorization.k8s.io"] = 17000,
        ["storage.k8s.io"] = 16800,
        ["apiextensions.k8s.io"] = 16700,
        ["admissionregistration.k8s.io"] = 16700,
        ["scheduling.k8s.io"] = 16600,
        ["coordination.k8s.io"] = 16500,
        ["node.k8s.io"] = 16300,
        ["discovery.k8s.io"] = 16200,
        ["resource.k8s.io"] = 16200,
        ["flowcontrol.apiserver.k8s.io"] = 16100,
    };

    public static int OfGroup(string group, bool custom) => custom ? Custom : Groups.GetValueOrDefault(group, UnknownGroup);

    public static int OfVersion(GroupVersion version, bool custom) => (version.Group, version.Version) switch
    {
        _ when custom => CustomVersion,
        ("", _) => 1,
        ("autoscaling", "v2") => 30,
        ("flowcontrol.apiserver.k8s.io" or "resource.k8s.io", "v1") => 21,
        (_, var name) => name.Contains("beta", StringComparison.Ordinal) ? 9 : StableVersion,
    };
}
