using System.Globalization;
using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;
using Tiphys.Primitives.Quantities;

namespace Tiphys.Api.Machinery.Validation.Core;

/// <summary>Limit ranges: their resources exist, and their bounds do not contradict one another.</summary>
internal static class LimitRangeRules
{
    private static readonly string[] Bounds = ["max", "min", "default", "defaultRequest"];

    // What must not be more than what, where the error stands, whose value it shows, and what the two are called.
    private static readonly (string Low, string High, string At, string Shown, string LowName, string HighName)[] Orders =
    [
        ("min", "max", "min", "min", "min", "max"),
        ("min", "defaultRequest", "defaultRequest", "defaultRequest", "min", "default request"),
        ("defaultRequest", "max", "defaultRequest", "defaultRequest", "default request", "max"),
        ("defaultRequest", "default", "defaultRequest", "defaultRequest", "default request", "default limit"),
        ("min", "default", "default", "min", "min", "default"),
        ("default", "max", "default", "max", "default", "max"),
    ];

    public static void Validate(DocObject range, FieldErrors errors)
    {
        var types = new HashSet<string>();
        foreach (var (item, at) in range.GetObject("spec")?.Items("limits", FieldPath.Root.Child("spec")) ?? [])
        {
            var type = item.Text("type");
            if (NameFormats.QualifiedName(type) is { } wrong)
                errors.InvalidIf(wrong, at.Child("type"), type);
            else if (!type.Contains('/') && type is not ("Pod" or "Container" or "PersistentVolumeClaim"))
                errors.Invalid(at.Child("type"), type, "must be a standard limit type or fully qualified");
            if (!types.Add(type))
                errors.Duplicate(at.Child("type"), type);
            Names(item, type, at, errors);
            if (type == "PersistentVolumeClaim" && (item.GetPath("min", "storage") ?? item.GetPath("max", "storage")) is null)
                errors.Required(at.Child("limits"), "either minimum or maximum storage value is required, but neither was provided");
            Order(item, type, at, errors);
        }
    }

    private static void Names(DocObject item, string type, FieldPath path, FieldErrors errors)
    {
        foreach (var bound in Bounds.Append("maxLimitRequestRatio"))
        {
            if (type == "Pod" && bound is "default" or "defaultRequest")
            {
                if (item.GetObject(bound) is { Count: > 0 })
                    errors.Forbidden(path.Child(bound), "may not be specified when `type` is 'Pod'");
                continue;
            }

            foreach (var (name, _) in item.GetObject(bound) ?? [])
            {
                if (type is "Pod" or "Container")
                    ResourceNames.ValidateForContainer(errors, name, path.Child(bound).Key(name));
                else
                    ResourceNames.Validate(errors, name, path.Child(bound).Key(name));
            }
        }
    }

    private static void Order(DocObject item, string type, FieldPath path, FieldErrors errors)
    {
        foreach (var name in Bounds.Append("maxLimitRequestRatio").SelectMany(bound => (item.GetObject(bound) ?? []).Names).Distinct().Order(StringComparer.Ordinal))
        {
            Quantity? Amount(string bound) => SharedRules.QuantityOf(item.GetObject(bound)?[name]);
            foreach (var (low, high, at, shown, lowName, highName) in Orders)
            {
                if (!(type == "Pod" && at != "min") && Amount(low) is { } least && Amount(high) is { } most && least > most)
                    errors.Invalid(path.Child(at).Key(name), item.GetObject(shown)?[name], $"{lowName} value {least} is greater than {highName} value {most}");
            }

            if (Amount("maxLimitRequestRatio") is { } ratio)
                Ratio(ratio, Amount("min"), Amount("max"), path.Child("maxLimitRequestRatio").Key(name), errors);
            if (ResourceNames.IsExtended(name) && Amount("default") is { } standard && Amount("defaultRequest") is { } request && standard != request)
            {
                errors.Invalid(
                    path.Child("defaultRequest").Key(name),
                    request.ToString(),
                    $"default value {standard} must equal to defaultRequest value {request} in {name}");
            }
        }
    }

    private static void Ratio(Quantity ratio, Quantity? least, Quantity? most, FieldPath path, FieldErrors errors)
    {
        if (ratio < Quantity.FromUnits(1))
            errors.Invalid(path, ratio.ToString(), $"ratio {ratio} is less than 1");
        if (least is null || most is null)
            return;
        var bound = most.Value.ToDouble() / least.Value.ToDouble();
        if (ratio.ToDouble() > bound)
            errors.Invalid(path, ratio.ToString(), $"ratio {ratio} is greater than max/min = {bound.ToString("F6", CultureInfo.InvariantCulture)}");
    }
}
