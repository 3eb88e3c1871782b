using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;

namespace Tiphys.Api.Machinery.Validation.Pods;

/// <summary>Requests and limits.</summary>
internal static class ResourceRules
{
    private const string Huge = "hugepages-";

    public static void Validate(DocObject? resources, FieldPath path, FieldErrors errors) => Validate(resources, path, errors, ResourceNames.ValidateForContainer);

    /// <param name="validateName">Judges a resource's name at its path.</param>
    public static void Validate(DocObject? resources, FieldPath path, FieldErrors errors, Action<FieldErrors, string, FieldPath> validateName)
    {
        if (resources is null)
            return;
        var limits = resources.GetObject("limits") ?? [];
        var requests = resources.GetObject("requests") ?? [];
        foreach (var (name, value) in limits)
        {
            validateName(errors, name, path.Child("limits").Key(name));
            ResourceNames.ValidateAmount(errors, name, value, path.Child("limits").Key(name));
        }

        foreach (var (name, value) in requests)
        {
            var at = path.Child("requests").Key(name);
            validateName(errors, name, at);
            ResourceNames.ValidateAmount(errors, name, value, at);
            ValidateAgainstLimit(name, value, limits[name], path, errors);
        }

        foreach (var name in limits.Names.Where(name => !IsOvercommittable(name) && !name.StartsWith(Huge, StringComparison.Ordinal) && !requests.ContainsKey(name) && requests.Count > 0))
            errors.Required(path.Child("requests"), $"Request must be set for non overcommitable resources: {name}");
        var huge = limits.Names.Concat(requests.Names).Any(name => name.StartsWith(Huge, StringComparison.Ordinal));
        if (huge && !HasComputing(limits) && !HasComputing(requests))
            errors.Forbidden(path, "HugePages require cpu or memory");
    }

    private static bool HasComputing(DocObject list) => list.ContainsKey("cpu") || list.ContainsKey("memory");

    private static bool IsOvercommittable(string name) => !name.Contains('/') || name.StartsWith("kubernetes.io/", StringComparison.Ordinal);

    private static void ValidateAgainstLimit(string name, DocNode value, DocNode? limit, FieldPath path, FieldErrors errors)
    {
        var request = SharedRules.QuantityOf(value);
        var most = SharedRules.QuantityOf(limit);
        if (most is null)
        {
            if (!IsOvercommittable(name))
                errors.Required(path.Child("limits"), "Limit must be set for non overcommitable resources");
            return;
        }

        if (!IsOvercommittable(name) && request != most)
            errors.Invalid(path.Child("requests"), value, $"must be equal to {name} limit of {most}");
        else if (request > most)
            errors.Invalid(path.Child("requests"), value, $"must be less than or equal to {name} limit of {most}");
    }
}
