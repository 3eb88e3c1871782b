using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Primitives.Quantities;

namespace Tiphys.Api.Machinery.Warnings;

/// <summary>Warnings of nodes, secrets, service accounts, quotas, runtime classes and resource slices.</summary>
internal static class ClusterWarnings
{
    public static void Node(WrittenObject node, List<string> warnings)
    {
        if (node.Spec["configSource"] is DocObject)
            warnings.Add("spec.configSource: the feature is removed");
        if (!string.IsNullOrEmpty(node.Spec.GetString("externalID")))
            warnings.Add("spec.externalID: this field is deprecated, and is unused by Kubernetes");
        AddressWarnings.Ranges(node.Spec, "podCIDRs", FieldPath.Root.Child("spec"), warnings);
    }

    public static void Secret(WrittenObject secret, List<string> warnings)
    {
        if (secret.Document.GetString("type") != "kubernetes.io/tls")
            return;
        var data = secret.Document.GetObject("data") ?? [];
        if (PairError(Text(data, "tls.crt"), Text(data, "tls.key")) is { } wrong)
            warnings.Add(wrong);
    }

    public static void ServiceAccount(WrittenObject account, List<string> warnings)
    {
        const string Annotation = "kubernetes.io/enforce-mountable-secrets";
        if (account.Annotations?.ContainsKey(Annotation) == true && (account.Old?.GetPath("metadata", "annotations") as DocObject)?.ContainsKey(Annotation) != true)
            warnings.Add($"metadata.annotations[{Annotation}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets");
    }

    public static void ResourceQuota(WrittenObject quota, List<string> warnings)
    {
        if (quota.Old is not null)
            return;
        var hard = quota.Spec.GetObject("hard") ?? [];
        foreach (var name in (string[])["cpu", "memory", "storage", "ephemeral-storage"])
        {
            var request = "requests." + name;
            if (!hard.ContainsKey(request) && name is "cpu" or "memory" && hard.ContainsKey(name))
                request = name;
            var limit = "limits." + name;
            if (Quantity.TryParse(hard.GetString(request), out var wanted) && Quantity.TryParse(hard.GetString(limit), out var most) && wanted > most)
                warnings.Add($"ResourceQuota {request} ({wanted}) should be less than {limit} ({most})");
        }
    }

    public static void RuntimeClass(WrittenObject runtimeClass, List<string> warnings)
    {
        foreach (var (key, _) in runtimeClass.Document.GetPath("scheduling", "nodeSelector") as DocObject ?? [])
        {
            if (NodeLabels.Deprecation(key) is { } text)
                warnings.Add($"scheduling.nodeSelector: {text}");
        }
    }

    public static void ResourceSlice(WrittenObject slice, List<string> warnings)
    {
        if (slice.Spec.GetString("driver") is { } driver && driver.Any(char.IsUpper))
            warnings.Add($"spec.driver: driver names should be lowercase; \"{driver}\" contains uppercase characters");
    }

    private static string Text(DocObject data, string key)
    {
        try
        {
            return Encoding.Latin1.GetString(Convert.FromBase64String(data.GetString(key) ?? ""));
        }
        catch (FormatException)
        {
            // Validation has refused what is no base64.
            return "";
        }
    }

    private static string? PairError(string certificate, string key)
    {
        if (!certificate.Contains("-----BEGIN", StringComparison.Ordinal))
            return "tls: failed to find any PEM data in certificate input";
        if (!key.Contains("-----BEGIN", StringComparison.Ordinal))
            return "tls: failed to find any PEM data in key input";
        try
        {
            using var pair = X509Certificate2.CreateFromPem(certificate, key);
            return null;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return "tls: private key does not match public key";
        }
    }
}
