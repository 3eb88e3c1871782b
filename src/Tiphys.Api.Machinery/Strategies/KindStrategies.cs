using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Defaulting;
using Tiphys.Api.Resources;

namespace Tiphys.Api.Machinery.Strategies;

/// <summary>The built-in kinds that have rules of their own.</summary>
internal static class KindStrategies
{
    private static readonly FrozenDictionary<(string Group, string Kind), KindStrategy> Kinds = new Dictionary<(string, string), KindStrategy>
    {
        [("", "Pod")] = new(PodStrategy.Create),
        [("", "Namespace")] = new(NamespaceStrategy.Create, NamespaceStrategy.Update),
        [("", "Service")] = new(Update: ServiceStrategy.Update),
        [("", "PersistentVolumeClaim")] = new(ClaimStrategy.Create, ClaimStrategy.Update),
        [("", "ServiceAccount")] = new(KeepNames, (updated, _) => KeepNames(updated)),
        [("apps", "DaemonSet")] = new(DaemonSetStrategy.Create, DaemonSetStrategy.Update),
        [("batch", "Job")] = new(JobStrategy.Create),
        [("certificates.k8s.io", "CertificateSigningRequest")] = new(Update: (updated, old) => updated["spec"] = old["spec"]?.DeepClone()),
        [("apiextensions.k8s.io", "CustomResourceDefinition")] = new(DefinitionStrategy.KeepStoredVersion, (updated, _) => DefinitionStrategy.KeepStoredVersion(updated)),
    }.ToFrozenDictionary();

    // A service account's secrets are known by name, whatever else was said of them.
    private static void KeepNames(DocObject account)
    {
        foreach (var secret in account.ObjectsOf("secrets"))
        {
            foreach (var other in secret.Names.Where(name => name != "name").ToArray())
                secret.Remove(other);
        }
    }

    public static bool TryGet(ResourceInfo resource, [NotNullWhen(true)] out KindStrategy? strategy) =>
        Kinds.TryGetValue((resource.GroupVersion.Group, resource.Kind), out strategy);
}
