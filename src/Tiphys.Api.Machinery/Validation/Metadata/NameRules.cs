using Tiphys.Api.Machinery.Naming;
using Tiphys.Api.Resources;

namespace Tiphys.Api.Machinery.Validation.Metadata;

/// <summary>Which shape the names of a kind's objects have.</summary>
internal static class NameRules
{
    /// <summary>The rule: null for a name that fits, otherwise what is wrong with it.</summary>
    public static Func<string, string?> Of(ResourceInfo resource)
    {
        if (resource.IsCustom)
            return NameFormats.Subdomain;
        return (resource.GroupVersion.Group, resource.Kind) switch
        {
            ("", "Namespace") or ("", "Service") => NameFormats.Label1123,
            ("", "Event") => NameFormats.PathSegment,
            ("rbac.authorization.k8s.io", _) => NameFormats.PathSegment,
            ("networking.k8s.io", "IPAddress") => value => System.Net.IPAddress.TryParse(value, out _) ? null : "must be a valid IP address",
            ("apiregistration.k8s.io", "APIService") => NameFormats.PathSegment,
            ("certificates.k8s.io", "CertificateSigningRequest") => NameFormats.PathSegment,
            _ => NameFormats.Subdomain,
        };
    }

    /// <summary>A prefix may end in a dash, or in nothing that could end a name, as more will follow.</summary>
    public static string MaskTrailingDash(string prefix) => prefix.EndsWith('-') ? prefix[..^1] + "a" : prefix;
}
