using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;
using Tiphys.Api.Machinery.Validation.Pods;

namespace Tiphys.Api.Machinery.Validation.Devices;

/// <summary>One device of a slice.</summary>
internal static class SliceDeviceRules
{
    private const int MostFacts = 32;
    private const int MostTaints = 16;
    private const int MostConsumptions = 2;
    private const int MostCounters = 32;
    private const int LongestValue = 64;
    private const int LongestKey = 96;
    private static readonly string[] ValueKinds = ["bool", "int", "string", "version", "bools", "ints", "strings", "versions"];

    public static void Validate(DocObject device, bool hasOwnPlace, FieldPath path, FieldErrors errors)
    {
        errors.InvalidIf(NameFormats.Label1123(device.Text("name")), path.Child("name"), device.Text("name"));
        var (attributes, capacity) = (device.GetObject("attributes") ?? [], device.GetObject("capacity") ?? []);
        if (attributes.Count + capacity.Count > MostFacts)
            errors.Invalid(path, attributes.Count + capacity.Count, $"the total number of attributes and capacities must not exceed {MostFacts}");
        foreach (var (name, value) in attributes)
        {
            DeviceNames.Qualified(name, path.Child("attributes"), errors);
            Attribute(value as DocObject ?? [], path.Child("attributes").Key(Short(name)), errors);
        }

        foreach (var (name, value) in capacity)
        {
            DeviceNames.Qualified(name, path.Child("capacity"), errors);
            if (device.GetBool("allowMultipleAllocations") != true && (value as DocObject)?.GetObject("requestPolicy") is not null)
                errors.Forbidden(path.Child("capacity").Key(Short(name)).Child("requestPolicy"), "allowMultipleAllocations must be true");
        }

        foreach (var (taint, at) in DeviceNames.Limited(device, "taints", MostTaints, path, errors))
            DeviceTaintRules.Taint(taint, at, errors);
        var consumptions = DeviceNames.Limited(device, "consumesCounters", MostConsumptions, path, errors).ToArray();
        foreach (var (consumption, at) in consumptions)
            Counters(consumption, "counterSet", at, errors);
        DeviceNames.Unique(consumptions, "counterSet", errors);
        Place(device, hasOwnPlace, path, errors);
    }

    /// <summary>A set of counters, or what is taken from one.</summary>
    /// <param name="nameMember">What names the set.</param>
    public static void Counters(DocObject owner, string nameMember, FieldPath path, FieldErrors errors)
    {
        if (!owner.IsSet(nameMember))
            errors.Required(path.Child(nameMember));
        else
            errors.InvalidIf(NameFormats.Label1123(owner.Text(nameMember)), path.Child(nameMember), owner[nameMember]);
        var counters = owner.GetObject("counters") ?? [];
        if (counters.Count == 0)
            errors.Required(path.Child("counters"));
        else if (counters.Count > MostCounters)
            errors.TooMany(path.Child("counters"), counters.Count, MostCounters);
        else
            counters.Names.ToList().ForEach(name => errors.InvalidIf(NameFormats.Label1123(name), path.Child("counters"), name));
    }

    private static void Attribute(DocObject attribute, FieldPath path, FieldErrors errors)
    {
        if (attribute["string"] is DocString { Value.Length: > LongestValue })
            errors.TooLong(path.Child("string"), LongestValue);
        if (attribute["version"] is DocString version)
        {
            if (!SemanticVersion.IsValid(version.Value))
                errors.Invalid(path.Child("version"), version, "must be a string compatible with semver.org spec 2.0.0");
            if (version.Value.Length > LongestValue)
                errors.TooLong(path.Child("version"), LongestValue);
        }

        var given = ValueKinds.Count(kind => attribute[kind] is not (null or DocNull));
        if (given != 1)
            errors.Invalid(path, given == 0 ? "" : attribute, "exactly one value must be specified");
    }

    private static void Place(DocObject device, bool isOwn, FieldPath path, FieldErrors errors)
    {
        const string OnePlace =
            "exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` is set to true in the ResourceSlice spec";
        var given = ((string[])["nodeName", "nodeSelector", "allNodes"]).Where(name => device[name] is not (null or DocNull)).ToArray();
        if (!isOwn)
        {
            if (given.Length > 0)
            {
                errors.Invalid(
                    path,
                    DocNull.Instance,
                    "`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true in the ResourceSlice spec");
            }

            return;
        }

        if (device["nodeName"] is DocString { IsEmpty: true })
            errors.Invalid(path.Child("nodeName"), "", "must not be empty");
        else if (device["nodeName"] is DocString node)
            errors.InvalidIf(NameFormats.Subdomain(node.Value), path.Child("nodeName"), node);
        if (device.GetObject("nodeSelector") is { } selector)
            AffinityRules.ValidateNodeSelector(selector, path.Child("nodeSelector"), errors);
        if (device.GetBool("allNodes") == false)
            errors.Invalid(path.Child("allNodes"), DocBool.False, "must be either unset or set to true");
        if (given.Length == 0)
            errors.Required(path, OnePlace);
        else if (given.Length > 1)
            errors.Invalid(path, $"{{{string.Join(", ", given.Select(name => $"`{name}`"))}}}", OnePlace);
    }

    // A key that is too long is shown by its two ends.
    private static string Short(string key) =>
        key.Length <= LongestKey ? key : $"{key[..((LongestKey - 2) / 2)]}...{key[^((LongestKey - 3) / 2)..]}";
}
