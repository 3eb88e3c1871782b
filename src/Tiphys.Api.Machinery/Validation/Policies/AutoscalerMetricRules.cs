using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Validation.Policies;

/// <summary>What an autoscaler scales by.</summary>
internal static class AutoscalerMetricRules
{
    private const string Populate = "must populate information for the given metric source";

    // In the order in which upstream looks for them; only the first is looked into.
    private static readonly (string Type, string Member)[] Sources =
    [
        ("Object", "object"), ("External", "external"), ("Pods", "pods"), ("Resource", "resource"), ("ContainerResource", "containerResource"),
    ];

    private static readonly string[] Types = [.. Sources.Select(source => source.Type).Order(StringComparer.Ordinal)];

    /// <param name="described">Which apiVersions the object of an Object metric may have.</param>
    public static void Validate(DocObject metric, ReferenceVersions described, FieldPath path, FieldErrors errors)
    {
        var type = metric.Text("type");
        if (type.Length == 0)
            errors.Required(path.Child("type"), "must specify a metric source type");
        var isKnown = Types.Contains(type);
        if (!isKnown)
            errors.NotSupported(path.Child("type"), type, Types);
        var given = Sources.Select(source => source.Member).Where(member => metric.GetObject(member) is not null).ToList();
        if (given.Contains("object"))
            AutoscalerValidator.ValidateReference(metric.GetPath("object", "describedObject") as DocObject ?? [], described, path.Child("object", "describedObject"), errors);
        if (given.Count > 0)
            ValidateSource(given[0], metric.GetObject(given[0])!, path.Child(given[0]), errors);
        var expected = Array.Find(Sources, source => source.Type == type).Member;
        if (!isKnown)
            errors.NotSupported(path.Child("type"), type, Types);
        else if (!given.Contains(expected))
            errors.Required(path.Child(expected), Populate);
        if (given.Count == 1)
            return;
        foreach (var extra in given.Where(member => member != expected))
            errors.Forbidden(path.Child(extra), "must populate the given metric source only");
    }

    private static void ValidateSource(string member, DocObject source, FieldPath path, FieldErrors errors)
    {
        if (member is "object" or "external" or "pods")
            ValidateName(source.GetObject("metric") ?? [], path.Child("metric"), errors);
        else
            ValidateResource(member, source, path, errors);
        var target = source.GetObject("target") ?? [];
        var at = path.Child("target");
        ValidateTarget(target, at, errors);
        var (value, average, utilization) = (target.ContainsKey("value"), target.ContainsKey("averageValue"), target.ContainsKey("averageUtilization"));
        switch (member)
        {
            case "object" when !value && !average:
                errors.Required(at.Child("averageValue"), "must set either a target value or averageValue");
                break;
            case "external" when !value && !average:
                errors.Required(at.Child("averageValue"), "must set either a target value for metric or a per-pod target");
                break;
            case "external" when value && average:
                errors.Forbidden(at.Child("value"), "may not set both a target value for metric and a per-pod target");
                break;
            case "pods" when !average:
                errors.Required(at.Child("averageValue"), "must specify a positive target averageValue");
                break;
            case "resource" or "containerResource" when !utilization && !average:
                errors.Required(at.Child("averageUtilization"), "must set either a target raw value or a target utilization");
                break;
            case "resource" or "containerResource" when utilization && average:
                errors.Forbidden(at.Child("averageValue"), "may not set both a target raw value and a target utilization");
                break;
        }
    }

    private static void ValidateName(DocObject metric, FieldPath path, FieldErrors errors)
    {
        if (!metric.IsSet("name"))
            errors.Required(path.Child("name"), "must specify a metric name");
        else
            errors.InvalidIf(NameFormats.PathSegment(metric.Text("name")), path.Child("name"), metric["name"]);
    }

    private static void ValidateResource(string member, DocObject source, FieldPath path, FieldErrors errors)
    {
        if (!source.IsSet("name"))
            errors.Required(path.Child("name"), "must specify a resource name");
        else if (member == "containerResource")
            ResourceNames.ValidateForContainer(errors, source.Text("name"), path.Child("name"));
        if (member != "containerResource")
            return;
        if (!source.IsSet("container"))
            errors.Required(path.Child("container"), "must specify a container");
        else
            errors.InvalidIf(NameFormats.Label1123(source.Text("container")), path.Child("container"), source["container"]);
    }

    private static void ValidateTarget(DocObject target, FieldPath path, FieldErrors errors)
    {
        var type = target.Text("type");
        if (type.Length == 0)
            errors.Required(path.Child("type"), "must specify a metric target type");
        if (type is not ("Utilization" or "Value" or "AverageValue"))
            errors.Invalid(path.Child("type"), type, "must be either Utilization, Value, or AverageValue");
        foreach (var name in (string[])["value", "averageValue"])
        {
            if (SharedRules.QuantityOf(target[name]) is { Sign: <= 0 })
                errors.Invalid(path.Child(name), target[name], "must be positive");
        }

        if (target.GetInt64("averageUtilization") is < 1)
            errors.Invalid(path.Child("averageUtilization"), target["averageUtilization"], "must be greater than 0");
    }
}
