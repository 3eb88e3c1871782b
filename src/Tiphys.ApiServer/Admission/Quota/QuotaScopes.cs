using Tiphys.Api.Documents;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Admission.Limits;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Quota;

/// <summary>Whether a quota is about an object: its scopes and its scope selector, all of which must hold. Pure.</summary>
internal static class QuotaScopes
{
    public static bool Match(DocObject quota, GroupResource resource, DocObject document)
    {
        var scopes = quota.StringsAt("spec", "scopes").Select(scope => (scope, "Exists", (IEnumerable<string>)[]))
            .Concat(quota.ObjectsAt("spec", "scopeSelector", "matchExpressions")
                .Select(entry => (entry.StringAt("scopeName"), entry.StringAt("operator"), entry.StringsAt("values"))));
        return scopes.All(entry => Holds(entry.Item1, entry.Item2, entry.Item3, resource, document));
    }

    public static bool IsBestEffort(DocObject pod) => PodAmounts.Of(pod, "requests").Count == 0 && PodAmounts.Of(pod, "limits").Count == 0;

    private static bool Holds(string scope, string operation, IEnumerable<string> values, GroupResource resource, DocObject document)
    {
        if (scope == "VolumeAttributesClass")
        {
            return resource == BuiltInResources.PersistentVolumeClaims
                && HoldsValue(operation, values, document.StringAt("spec", "volumeAttributesClassName"));
        }

        if (resource != BuiltInResources.Pods)
            return false;
        var isTerminating = (document.GetPath("spec", "activeDeadlineSeconds") as DocNumber)?.TryGetInt64(out _) == true;
        return scope switch
        {
            "Terminating" => isTerminating,
            "NotTerminating" => !isTerminating,
            "BestEffort" => IsBestEffort(document),
            "NotBestEffort" => !IsBestEffort(document),
            "PriorityClass" => HoldsValue(operation, values, document.StringAt("spec", "priorityClassName")),
            "CrossNamespacePodAffinity" => UsesOtherNamespaces(document),
            _ => false,
        };
    }

    private static bool HoldsValue(string operation, IEnumerable<string> values, string actual) => operation switch
    {
        "Exists" => actual.Length > 0,
        "DoesNotExist" => actual.Length == 0,
        "In" => values.Contains(actual),
        "NotIn" => !values.Contains(actual),
        _ => false,
    };

    private static bool UsesOtherNamespaces(DocObject pod)
    {
        foreach (var kind in (string[])["podAffinity", "podAntiAffinity"])
        {
            var required = pod.ObjectsAt("spec", "affinity", kind, "requiredDuringSchedulingIgnoredDuringExecution");
            var preferred = pod.ObjectsAt("spec", "affinity", kind, "preferredDuringSchedulingIgnoredDuringExecution")
                .Select(term => term.GetObject("podAffinityTerm") ?? new DocObject());
            if (required.Concat(preferred).Any(term => term.StringsAt("namespaces").Any() || term["namespaceSelector"] is DocObject))
                return true;
        }

        return false;
    }
}
