using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;
using Tiphys.Api.Machinery.Validation.Pods;
using Tiphys.Api.Machinery.Validation.Storage;

namespace Tiphys.Api.Machinery.Validation.Devices;

/// <summary>Resource slices: what a driver offers, and on which nodes.</summary>
internal static class SliceRules
{
    private const int MostDevices = 128;
    private const int MostComplexDevices = 64;
    private const int MostCounterSets = 8;
    private const string OnePlace = "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required";
    private static readonly FieldPath Spec = FieldPath.Root.Child("spec");

    public static void Validate(DocObject slice, FieldErrors errors)
    {
        var spec = slice.GetObject("spec") ?? [];
        CsiValidators.DriverName(spec.Text("driver"), Spec.Child("driver"), errors);
        Pool(spec.GetObject("pool") ?? [], Spec.Child("pool"), errors);
        Place(spec, errors);
        if (spec.GetArray("sharedCounters") is not null && spec.GetArray("devices") is not null)
            errors.Invalid(Spec, "", "only one of `sharedCounters` or `devices` is allowed");
        var isComplex = (spec.GetArray("devices")?.Objects() ?? [])
            .Any(device => device.GetArray("taints") is { Count: > 0 } || device.GetArray("consumesCounters") is { Count: > 0 });
        var devices = DeviceNames.Limited(spec, "devices", isComplex ? MostComplexDevices : MostDevices, Spec, errors).ToArray();
        foreach (var (device, at) in devices)
            SliceDeviceRules.Validate(device, spec.GetBool("perDeviceNodeSelection") == true, at, errors);
        DeviceNames.Unique(devices, "name", errors);
        var sets = DeviceNames.Limited(spec, "sharedCounters", MostCounterSets, Spec, errors).ToArray();
        foreach (var (set, at) in sets)
            SliceDeviceRules.Counters(set, "name", at, errors);
        DeviceNames.Unique(sets, "name", errors);
    }

    public static void Change(DocObject updated, DocObject old, FieldErrors errors)
    {
        var (spec, before) = (updated.GetObject("spec") ?? [], old.GetObject("spec") ?? []);
        errors.Immutable(spec.GetObject("pool"), before.GetObject("pool"), "name", Spec.Child("pool"));
        errors.Immutable(spec, before, "driver", Spec);
        errors.Immutable(spec, before, "nodeName", Spec);
    }

    private static void Pool(DocObject pool, FieldPath path, FieldErrors errors)
    {
        DeviceNames.Pool(pool.Text("name"), path.Child("name"), errors);
        if ((pool.GetInt64("resourceSliceCount") ?? 0) <= 0)
            errors.Invalid(path.Child("resourceSliceCount"), pool["resourceSliceCount"] ?? 0, "must be greater than zero");
        if (pool.GetInt64("generation") is < 0)
            errors.Invalid(path.Child("generation"), pool["generation"], "must be greater than or equal to zero");
    }

    private static void Place(DocObject spec, FieldErrors errors)
    {
        var given = new List<string>();
        if (spec["nodeName"] is DocString node)
        {
            if (node.IsEmpty)
                errors.Invalid(Spec.Child("nodeName"), node, "must be either unset or set to a non-empty string");
            else
                errors.InvalidIf(NameFormats.Subdomain(node.Value), Spec.Child("nodeName"), node);
            if (!node.IsEmpty)
                given.Add("`nodeName`");
        }

        if (spec.GetObject("nodeSelector") is { } selector)
        {
            given.Add("`nodeSelector`");
            AffinityRules.ValidateNodeSelector(selector, Spec.Child("nodeSelector"), errors);
            if (selector.GetArray("nodeSelectorTerms")?.Count != 1)
                errors.Invalid(Spec.Child("nodeSelector", "nodeSelectorTerms"), selector["nodeSelectorTerms"], "must have exactly one node selector term");
        }

        foreach (var name in (string[])["allNodes", "perDeviceNodeSelection"])
        {
            if (spec.GetBool(name) == true)
                given.Add($"`{name}`");
            else if (spec.GetBool(name) == false)
                errors.Invalid(Spec.Child(name), DocBool.False, "must be either unset or set to true");
        }

        if (given.Count == 0)
            errors.Required(Spec, OnePlace);
        else if (given.Count > 1)
            errors.Invalid(Spec, $"{{{string.Join(", ", given)}}}", OnePlace + ", but multiple fields are set");
    }
}
