using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Primitives.Quantities;

namespace Tiphys.Api.Machinery.Validation.Pods;

/// <summary>What a pod asks for as a whole: no less than its containers together, and none of them more than the whole.</summary>
internal static class PodResourceRules
{
    private const string Huge = "hugepages-";

    public static void Validate(DocObject spec, FieldPath path, FieldErrors errors)
    {
        if (spec.GetObject("resources") is not { } resources || spec.GetObject("os")?.Text("name") == "windows")
            return;
        if (resources["claims"] is DocArray)
            errors.Forbidden(path.Child("claims"), "claims may not be set for Resources at pod-level");
        ResourceRules.Validate(resources, path, errors, ValidateName);
        ContainerClaimRules.Validate(resources, spec, path, errors);
        foreach (var (name, value) in resources.GetObject("requests") ?? [])
        {
            if (SharedRules.QuantityOf(value) is { } whole && Together(spec, name) is { IsZero: false } parts && parts > whole)
                errors.Invalid(path.Child("requests").Key(name), value, $"must be greater than or equal to aggregate container requests of {parts}");
        }

        ValidateLimits(spec, resources, path, errors);
    }

    private static void ValidateLimits(DocObject spec, DocObject resources, FieldPath path, FieldErrors errors)
    {
        foreach (var (container, at) in spec.Items("containers", path))
        {
            foreach (var (name, value) in container.GetPath("resources", "limits") as DocObject ?? [])
            {
                if (SharedRules.QuantityOf(value) is { } limit && SharedRules.QuantityOf(resources.GetPath("limits", name)) is { } whole && limit > whole)
                    errors.Invalid(at.Key(name).Child("limits"), value, $"must be less than or equal to pod limits of {whole}");
            }
        }
    }

    private static void ValidateName(FieldErrors errors, string name, FieldPath path)
    {
        if (ResourceNames.Validate(errors, name, path) && name is not ("cpu" or "memory") && !name.StartsWith(Huge, StringComparison.Ordinal))
            errors.NotSupported(path, name, "cpu", "hugepages-", "memory");
    }

    // Those that keep running beside the others add up; those that run before need their own and what already runs beside them.
    private static Quantity Together(DocObject spec, string name)
    {
        var (running, most) = (Quantity.Zero, Quantity.Zero);
        foreach (var container in spec.GetArray("initContainers")?.Objects() ?? [])
        {
            var own = RequestOf(container, name);
            if (container.Text("restartPolicy") == "Always")
                running += own;
            var now = container.Text("restartPolicy") == "Always" ? running : running + own;
            most = now > most ? now : most;
        }

        foreach (var container in spec.GetArray("containers")?.Objects() ?? [])
            running += RequestOf(container, name);
        return running > most ? running : most;
    }

    private static Quantity RequestOf(DocObject container, string name) =>
        SharedRules.QuantityOf(container.GetPath("resources", "requests", name)) ?? Quantity.Zero;
}
