using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Validation.Storage;

/// <summary>CSI drivers, what nodes know of them, and how much room they have.</summary>
internal static class CsiValidators
{
    public static readonly KindValidator Driver = new(ValidateDriver) { Change = DriverChange };

    public static readonly KindValidator Node = new(ValidateNode) { Change = NodeChange };

    public static readonly KindValidator Capacity = new(ValidateCapacity) { Change = CapacityChange, ChecksWholeOnUpdate = false };

    private static readonly FieldPath Spec = FieldPath.Root.Child("spec");

    /// <summary>The name of a driver: a subdomain that is no longer than a label.</summary>
    public static void DriverName(string name, FieldPath path, FieldErrors errors)
    {
        if (name.Length == 0)
        {
            errors.Required(path);
            return;
        }

        if (name.Length > NameFormats.LabelLength)
            errors.TooLong(path, NameFormats.LabelLength);
        errors.InvalidIf(NameFormats.Subdomain(name.ToLowerInvariant()), path, name);
    }

    private static void ValidateDriver(DocObject driver, FieldErrors errors)
    {
        const int ShortestPeriod = 10;
        var spec = driver.GetObject("spec") ?? [];
        foreach (var (name, shown) in (ReadOnlySpan<(string, string)>)
            [("attachRequired", "attachedRequired"), ("podInfoOnMount", "podInfoOnMount"), ("storageCapacity", "storageCapacity")])
        {
            if (spec[name] is not DocBool)
                errors.Required(Spec.Child(shown));
        }

        errors.OneOfIfGiven(spec, "fsGroupPolicy", Spec, "File", "None", "ReadWriteOnceWithFSType");
        TokenRequests(spec, errors);
        foreach (var (mode, _) in spec.Texts("volumeLifecycleModes", Spec))
        {
            if (mode is not ("Persistent" or "Ephemeral"))
                errors.NotSupported(Spec.Child("volumeLifecycleModes"), mode, "Persistent", "Ephemeral");
        }

        if (spec["seLinuxMount"] is not DocBool)
            errors.Required(Spec.Child("seLinuxMount"));
        if (spec.GetInt64("nodeAllocatableUpdatePeriodSeconds") is < ShortestPeriod)
        {
            errors.Invalid(
                Spec.Child("nodeAllocatableUpdatePeriodSeconds"), spec["nodeAllocatableUpdatePeriodSeconds"], $"must be greater than or equal to {ShortestPeriod} seconds");
        }

        if (spec["serviceAccountTokenInSecrets"] is DocBool inSecrets && spec.GetArray("tokenRequests") is not { Count: > 0 })
            errors.Invalid(Spec.Child("serviceAccountTokenInSecrets"), inSecrets, "serviceAccountTokenInSecrets is set but no tokenRequests are specified");
    }

    private static void TokenRequests(DocObject spec, FieldErrors errors)
    {
        const int Shortest = 600;
        const long Longest = 1L << 32;
        var audiences = new HashSet<string>();
        foreach (var (request, at) in spec.Items("tokenRequests", Spec))
        {
            if (!audiences.Add(request.Text("audience")))
            {
                errors.Duplicate(at.Child("audience"), request.Text("audience"));
                continue;
            }

            if (request.GetInt64("expirationSeconds") is < Shortest)
                errors.Invalid(at.Child("expirationSeconds"), request["expirationSeconds"], "may not specify a duration less than 10 minutes");
            if (request.GetInt64("expirationSeconds") is > Longest)
                errors.Invalid(at.Child("expirationSeconds"), request["expirationSeconds"], "may not specify a duration larger than 2^32 seconds");
        }
    }

    private static void DriverChange(DocObject updated, DocObject old, FieldErrors errors)
    {
        var (spec, before) = (updated.GetObject("spec") ?? [], old.GetObject("spec") ?? []);
        if (!spec["attachRequired"].SameAs(before["attachRequired"]))
            errors.Invalid(Spec.Child("attachedRequired"), spec["attachRequired"] ?? DocNull.Instance, "field is immutable");
        errors.Immutable(spec, before, "volumeLifecycleModes", Spec);
    }

    private static void ValidateNode(DocObject node, FieldErrors errors)
    {
        const int LongestId = 256;
        var names = new HashSet<string>();
        foreach (var (driver, at) in node.GetObject("spec")?.Items("drivers", Spec) ?? [])
        {
            DriverName(driver.Text("name"), at.Child("name"), errors);
            errors.RequiredText(driver, "nodeID", at);
            if (driver.Text("nodeID").Length > LongestId)
                errors.Invalid(at.Child("nodeID"), driver["nodeID"], $"must be {LongestId} characters or less");
            errors.NonNegative(driver.GetObject("allocatable"), "count", at.Child("allocatable"));
            if (!names.Add(driver.Text("name")))
                errors.Duplicate(at.Child("name"), driver.Text("name"));
            var keys = new HashSet<string>();
            foreach (var (key, _) in driver.Texts("topologyKeys", at))
            {
                if (key.Length == 0)
                    errors.Required(at);
                if (!keys.Add(key))
                    errors.Duplicate(at, key);
                errors.InvalidIf(NameFormats.QualifiedName(key), at, key);
            }
        }
    }

    // How many volumes a driver may attach changes with the node; the rest of an entry stays while it is there.
    private static void NodeChange(DocObject updated, DocObject old, FieldErrors errors)
    {
        var before = Drivers(old).ToLookup(driver => driver.Text("name"));
        foreach (var driver in Drivers(updated))
        {
            foreach (var other in before[driver.Text("name")].Where(other => !SemanticEquality.AreEqual(Fixed(driver), Fixed(other), zerosToo: true)))
                errors.Invalid(Spec.Child("drivers"), Fixed(driver), "field is immutable");
        }
    }

    private static IEnumerable<DocObject> Drivers(DocObject node) => (node.GetPath("spec", "drivers") as DocArray)?.Objects() ?? [];

    private static DocObject Fixed(DocObject driver)
    {
        var copy = driver.Clone();
        copy.Remove("allocatable");
        return copy;
    }

    private static void ValidateCapacity(DocObject capacity, FieldErrors errors)
    {
        SharedRules.LabelSelector(errors, capacity.GetObject("nodeTopology"), FieldPath.Root.Child("nodeTopology"));
        errors.InvalidIf(NameFormats.Subdomain(capacity.Text("storageClassName")), FieldPath.Root.Child("storageClassName"), capacity.Text("storageClassName"));
        SharedRules.NonNegativeQuantity(errors, capacity["capacity"], FieldPath.Root.Child("capacity"));
    }

    private static void CapacityChange(DocObject updated, DocObject old, FieldErrors errors)
    {
        errors.Immutable(updated, old, "nodeTopology", FieldPath.Root);
        errors.Immutable(updated, old, "storageClassName", FieldPath.Root);
    }
}
