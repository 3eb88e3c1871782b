using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;

namespace Tiphys.Api.Machinery.Validation.Core;

/// <summary>A service's own addresses and the families they are of; services that are only a name have none.</summary>
internal static class ClusterAddressRules
{
    private const int MostAddresses = 2;

    /// <param name="path">The spec's.</param>
    public static void Validate(DocObject spec, FieldPath path, FieldErrors errors)
    {
        ValidateFirst(spec, path.Child("clusterIPs"), errors);
        ValidateFamilies(spec, path, errors);
        if (ValidateAddresses(spec, path, errors))
            ValidatePair(spec, path.Child("clusterIPs"), errors);
    }

    private static void ValidateFirst(DocObject spec, FieldPath path, FieldErrors errors)
    {
        var all = spec.GetArray("clusterIPs");
        if (!spec.IsSet("clusterIP"))
        {
            if (all is { Count: > 0 })
                errors.Invalid(path, all, "must be empty when `clusterIP` is not specified");
        }
        else if (all is not { Count: > 0 })
        {
            if (spec.Text("clusterIP") != "None")
                SharedRules.IpAddress(errors, spec["clusterIP"], path.Index(0));
        }
        else if (all[0] is DocString first && first.Value != spec.Text("clusterIP"))
        {
            errors.Invalid(path, all, "first value must match `clusterIP`");
        }
    }

    private static void ValidateFamilies(DocObject spec, FieldPath path, FieldErrors errors)
    {
        var families = new HashSet<string>();
        foreach (var (family, at) in spec.Texts("ipFamilies", path))
        {
            if (family is not ("IPv4" or "IPv6"))
                errors.NotSupported(at, family, "IPv4", "IPv6");
            if (!families.Add(family))
                errors.Duplicate(at, family);
        }

        errors.OneOfIfGiven(spec, "ipFamilyPolicy", path, "PreferDualStack", "RequireDualStack", "SingleStack");
    }

    // False if the addresses are not worth being compared with one another.
    private static bool ValidateAddresses(DocObject spec, FieldPath path, FieldErrors errors)
    {
        var before = errors.Causes.Count;
        var all = spec.GetArray("clusterIPs") ?? [];
        var headless = all.Strings().FirstOrDefault() == "None";
        if (headless && all.Count > 1)
            errors.Invalid(path.Child("clusterIPs"), all, "'None' must be the first and only value");
        foreach (var (address, at) in spec.Texts("clusterIPs", path).Skip(headless ? 1 : 0))
            SharedRules.IpAddress(errors, address, at);

        var sound = errors.Causes.Count == before;
        if (all.Count > MostAddresses)
            errors.Invalid(path.Child("clusterIPs"), all, "may only hold up to 2 values");
        return sound;
    }

    private static void ValidatePair(DocObject spec, FieldPath path, FieldErrors errors)
    {
        var addresses = spec.GetArray("clusterIPs")?.Strings().ToArray() ?? [];
        if (addresses.Length > 1 && addresses.Select(IsIpv6).Distinct().Count() < addresses.Length)
            errors.Invalid(path, spec["clusterIPs"], "may specify no more than one IP for each IP family");
        if (addresses is ["None", ..])
            return;
        foreach (var ((address, family), i) in addresses.Zip(spec.GetArray("ipFamilies")?.Strings() ?? []).Select((pair, i) => (pair, i)))
        {
            if (family is "IPv4" or "IPv6" && IsIpv6(address) != (family == "IPv6"))
                errors.Invalid(path.Index(i), address, $"expected an {family} value as indicated by `ipFamilies[{i}]`");
        }
    }

    private static bool IsIpv6(string address) => address.Contains(':');
}
