using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Validation;

/// <summary>Names of resources that are asked for and bounded: the ones of Kubernetes without a domain, extended ones with one.</summary>
internal static class ResourceNames
{
    private const string Huge = "hugepages-";

    private static readonly HashSet<string> ObjectCounts =
    [
        "pods", "services", "replicationcontrollers", "resourcequotas", "secrets", "configmaps", "persistentvolumeclaims", "services.nodeports",
        "services.loadbalancers",
    ];

    private static readonly HashSet<string> Amounts =
    [
        "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.storage", "requests.ephemeral-storage", "limits.cpu", "limits.memory",
        "limits.ephemeral-storage",
    ];

    /// <summary>A name with a domain, or one that Kubernetes knows for anything.</summary>
    /// <returns>False if an error was added.</returns>
    public static bool Validate(FieldErrors errors, string name, FieldPath path)
    {
        if (NameFormats.QualifiedName(name) is { } wrong)
            errors.InvalidIf(wrong, path, name);
        else if (!name.Contains('/') && !IsStandard(name))
            errors.Invalid(path, name, "must be a standard resource type or fully qualified");
        else
            return true;
        return false;
    }

    /// <summary>A name that a container may ask for.</summary>
    public static void ValidateForContainer(FieldErrors errors, string name, FieldPath path)
    {
        Validate(errors, name, path);
        if (!name.Contains('/'))
        {
            if (!IsOfContainers(name))
                errors.Invalid(path, name, "must be a standard resource for containers");
        }
        else if (!IsNative(name) && !IsExtended(name))
        {
            errors.Invalid(path, name, "doesn't follow extended resource name standard");
        }
    }

    /// <summary>A name that a quota may bound.</summary>
    public static void ValidateForQuota(FieldErrors errors, string name, FieldPath path)
    {
        Validate(errors, name, path);
        if (!name.Contains('/') && !IsOfQuotas(name))
            errors.Invalid(path, name, "must be a standard resource for quota");
    }

    /// <summary>An amount of a resource: not negative, and whole where the resource is counted.</summary>
    public static void ValidateAmount(FieldErrors errors, string name, DocNode? value, FieldPath path)
    {
        SharedRules.NonNegativeQuantity(errors, value, path);
        if (IsWhole(name) && SharedRules.QuantityOf(value) is { } amount && amount.MilliValue % 1000 != 0)
            errors.Invalid(path, value, "must be an integer");
    }

    public static bool IsOfContainers(string name) =>
        name is "cpu" or "memory" or "ephemeral-storage" || name.StartsWith(Huge, StringComparison.Ordinal);

    /// <summary>True for a resource that somebody else than Kubernetes defines.</summary>
    public static bool IsExtended(string name) => !IsNative(name) && !name.StartsWith("requests.", StringComparison.Ordinal)
        && NameFormats.QualifiedName("requests." + name) is null;

    private static bool IsNative(string name) => !name.Contains('/') || name.Contains("kubernetes.io/", StringComparison.Ordinal);

    private static bool IsStandard(string name) => name == "storage" || Amounts.Contains(name) || ObjectCounts.Contains(name) || IsHuge(name);

    private static bool IsOfQuotas(string name) => Amounts.Contains(name) || ObjectCounts.Contains(name) || IsHuge(name);

    private static bool IsHuge(string name) =>
        name.StartsWith(Huge, StringComparison.Ordinal) || name.StartsWith("requests." + Huge, StringComparison.Ordinal);

    private static bool IsWhole(string name) => ObjectCounts.Contains(name) || IsExtended(name);
}
