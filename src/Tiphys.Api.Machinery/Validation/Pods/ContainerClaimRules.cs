using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Validation.Pods;

/// <summary>Which of the pod's claims on devices a container uses.</summary>
internal static class ContainerClaimRules
{
    public static void Validate(DocObject? resources, DocObject spec, FieldPath path, FieldErrors errors)
    {
        var known = (spec.GetArray("resourceClaims")?.Objects() ?? []).Select(claim => claim.Text("name")).Where(name => name.Length > 0).ToHashSet();
        string? names = null;
        var seen = new HashSet<string>();
        foreach (var (claim, at) in resources?.Items("claims", path) ?? [])
        {
            var (name, request) = (claim.Text("name"), claim.Text("request"));
            if (name.Length == 0)
            {
                errors.Required(at);
                continue;
            }

            var key = request.Length > 0 ? $"{name}/{request}" : name;
            if (request.Length > 0)
                errors.InvalidIf(NameFormats.Label1123(request), at.Child("request"), request);
            if (!seen.Add(key))
                errors.Duplicate(at, key);
            if (!known.Contains(name))
                errors.NotFound(at, name, names ??= Known(known));
        }
    }

    private static string Known(HashSet<string> names) =>
        "must be one of the names in pod.spec.resourceClaims" + (names.Count == 0 ? " which is empty" : $": {string.Join(", ", names.Order(StringComparer.Ordinal))}");
}
