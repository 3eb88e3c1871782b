using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authorization.Reviews;

/// <summary>The rules for the selectors that an access review may carry: written out or as requirements, not both, not neither.</summary>
internal static class ReviewedSelectors
{
    /// <exception cref="ApiException">422: with every rule broken.</exception>
    public static void EnsureValid(DocObject attributes, string kind)
    {
        var causes = new List<StatusCause>();
        foreach (var name in (ReadOnlySpan<string>)["fieldSelector", "labelSelector"])
        {
            if (attributes.GetObject(name) is { } selector)
                Check(selector, $"spec.resourceAttributes.{name}", causes);
        }

        if (causes.Count > 0)
            throw ApiException.Invalid("authorization.k8s.io", kind, "", causes);
    }

    private static void Check(DocObject selector, string path, List<StatusCause> causes)
    {
        var raw = selector.StringAt("rawSelector");
        var requirements = selector.ObjectsAt("requirements").ToArray();
        if (raw.Length > 0 && requirements.Length > 0)
            causes.Add(new("FieldValueInvalid", $"Invalid value: \"{raw}\": may not specified at the same time as requirements", $"{path}.rawSelector"));
        if (raw.Length == 0 && requirements.Length == 0)
            causes.Add(Required($"{path}.requirements", $"when {path} is specified, requirements or rawSelector is required"));
        for (var i = 0; i < requirements.Length; i++)
            CheckRequirement(requirements[i], $"{path}.requirements[{i}]", causes);
    }

    private static void CheckRequirement(DocObject requirement, string path, List<StatusCause> causes)
    {
        if (requirement.StringAt("key").Length == 0)
            causes.Add(Required($"{path}.key", "must be specified"));
        var (hasValues, needs) = (requirement.StringsAt("values").Any(), requirement.StringAt("operator"));
        if (needs is "In" or "NotIn" && !hasValues)
            causes.Add(Required($"{path}.values", "must be specified when `operator` is 'In' or 'NotIn'"));
        if (needs is "Exists" or "DoesNotExist" && hasValues)
            causes.Add(new("FieldValueForbidden", "Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'", $"{path}.values"));
    }

    private static StatusCause Required(string field, string detail) => new("FieldValueRequired", $"Required value: {detail}", field);
}
