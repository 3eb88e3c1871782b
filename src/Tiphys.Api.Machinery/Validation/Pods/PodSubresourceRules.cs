using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;

namespace Tiphys.Api.Machinery.Validation.Pods;

/// <summary>Writes to a pod's ephemeralcontainers and resize.</summary>
internal static class PodSubresourceRules
{
    public static void Validate(string subresource, DocObject updated, DocObject old, FieldErrors errors)
    {
        switch (subresource)
        {
            case "ephemeralcontainers":
                ValidateEphemeral(updated, old, errors);
                break;
            case "resize":
                ValidateResize(updated, old, errors);
                break;
        }
    }

    private static void ValidateEphemeral(DocObject updated, DocObject old, FieldErrors errors)
    {
        var path = FieldPath.Root.Child("spec");
        PodSpecRules.Validate(updated.GetObject("spec") ?? [], path, errors);
        var now = ByName(updated, "ephemeralContainers");
        foreach (var before in (old.GetPath("spec", "ephemeralContainers") as DocArray)?.Objects() ?? [])
        {
            var name = before.Text("name");
            if (!now.TryGetValue(name, out var same))
                errors.Forbidden(path.Child("ephemeralContainers"), $"existing ephemeral containers \"{name}\" may not be removed");
            else if (!same.DeepEquals(before))
                errors.Forbidden(path.Child("ephemeralContainers"), $"existing ephemeral containers \"{name}\" may not be changed");
        }
    }

    private static void ValidateResize(DocObject updated, DocObject old, FieldErrors errors)
    {
        var path = FieldPath.Root.Child("spec");
        var spec = updated.GetObject("spec") ?? [];
        PodSpecRules.Validate(spec, path, errors);
        if (Strategies.QosClass.Of(spec) != Strategies.QosClass.Of(old.GetObject("spec") ?? []))
            errors.Invalid(path, Strategies.QosClass.Of(spec), "Pod QOS Class may not change as a result of resizing");
        var before = ByName(old, "containers");
        foreach (var (container, at) in spec.Items("containers", path))
        {
            var previous = before.GetValueOrDefault(container.Text("name"));
            foreach (var list in (string[])["limits", "requests"])
            {
                foreach (var name in (previous?.GetPath("resources", list) as DocObject ?? []).Names)
                {
                    if ((container.GetPath("resources", list) as DocObject)?[name] is null)
                        errors.Forbidden(at.Child("resources", list), $"resource {list} cannot be removed");
                }
            }
        }
    }

    private static Dictionary<string, DocObject> ByName(DocObject pod, string list) =>
        ((pod.GetPath("spec", list) as DocArray)?.Objects() ?? []).DistinctBy(container => container.Text("name")).ToDictionary(container => container.Text("name"));
}
