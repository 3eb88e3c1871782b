using Tiphys.Api.Documents;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Nodes;

/// <summary>What a node agent may write into its Node: no other node's, no taints once it stands, no labels that placement may rest on, no owners.</summary>
internal static class NodeObjectRules
{
    private const string Restricted = "node-restriction.kubernetes.io";

    private static readonly HashSet<string> KubeletLabels =
    [
        "kubernetes.io/hostname", "kubernetes.io/os", "kubernetes.io/arch", "kubernetes.io/instance-type", "node.kubernetes.io/instance-type",
        "beta.kubernetes.io/os", "beta.kubernetes.io/arch", "beta.kubernetes.io/instance-type", "node.kubernetes.io/windows-build",
        "topology.kubernetes.io/zone", "topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/region",
    ];

    public static void Check(AdmissionAttributes attributes, string node)
    {
        if (attributes.Name != node)
            throw attributes.Forbidden($"node \"{node}\" is not allowed to modify node \"{attributes.Name}\"");
        if (attributes.Operation == AdmissionOperation.Delete)
            throw attributes.Forbidden($"node \"{node}\" is not allowed to delete itself");
        var now = attributes.Object!;
        var old = attributes.OldObject;
        if (HasConfigSource(now) && !(old is not null && HasConfigSource(old)))
            throw attributes.Forbidden(old is null
                ? $"node \"{node}\" is not allowed to create pods with a non-nil configSource"
                : $"node \"{node}\" is not allowed to update configSource to a new non-nil configSource");
        if (old is not null && !Same(now["spec"], old["spec"], "taints"))
            throw attributes.Forbidden($"node \"{node}\" is not allowed to modify taints");
        if (!Same(now["metadata"], old?["metadata"], "ownerReferences"))
            throw attributes.Forbidden($"node \"{node}\" is not allowed to modify ownerReferences");
        var forbidden = Changed(now.ObjectLabels, old?.ObjectLabels).Where(IsForbidden).Order(StringComparer.Ordinal).ToArray();
        if (forbidden.Length > 0)
            throw attributes.Forbidden($"{(old is null ? $"node \"{node}\" is not allowed to set the following labels" : "is not allowed to modify labels")}: {string.Join(", ", forbidden)}");
    }

    private static bool HasConfigSource(DocObject node) => node.GetPath("spec", "configSource") is not (null or DocNull);

    private static bool Same(DocNode? now, DocNode? before, string member)
    {
        var (left, right) = ((now as DocObject)?[member], (before as DocObject)?[member]);
        if (left is null or DocNull or DocArray { Count: 0 })
            return right is null or DocNull or DocArray { Count: 0 };
        return left.DeepEquals(right);
    }

    private static IEnumerable<string> Changed(DocObject? now, DocObject? before) =>
        (now?.Names ?? []).Union(before?.Names ?? []).Where(name => now?.GetString(name) != before?.GetString(name));

    private static bool IsForbidden(string label)
    {
        var slash = label.IndexOf('/');
        var domain = slash < 0 ? "" : label[..slash];
        if (IsWithin(domain, Restricted))
            return true;
        if (!IsWithin(domain, "kubernetes.io") && !IsWithin(domain, "k8s.io"))
            return false;
        return !KubeletLabels.Contains(label) && !IsWithin(domain, "kubelet.kubernetes.io") && !IsWithin(domain, "node.kubernetes.io");
    }

    private static bool IsWithin(string domain, string parent) => domain == parent || domain.EndsWith("." + parent, StringComparison.Ordinal);
}
