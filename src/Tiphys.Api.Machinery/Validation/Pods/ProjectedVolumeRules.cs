using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;

namespace Tiphys.Api.Machinery.Validation.Pods;

/// <summary>Volumes put together from several sources.</summary>
internal static class ProjectedVolumeRules
{
    private static readonly string[] InOrder = ["secret", "configMap", "downwardAPI", "serviceAccountToken", "clusterTrustBundle", "podCertificate"];
    private const int ShortestTokenSeconds = 600;
    private const long LongestTokenSeconds = 1L << 32;

    public static void Validate(DocObject projected, FieldPath path, FieldErrors errors)
    {
        VolumeRules.ValidateMode(projected, "defaultMode", path, errors);
        var paths = new HashSet<string>();
        foreach (var (source, at) in projected.Items("sources", path))
        {
            var given = InOrder.Where(name => source.GetObject(name) is not null).ToList();
            foreach (var name in given)
                ValidateOne(name, source.GetObject(name)!, path, at.Child(name), errors);
            if (given.Count > 1)
                errors.Forbidden(at, "may not specify more than 1 volume type per source");
            foreach (var (name, taken) in given.SelectMany(name => PathsOf(name, source.GetObject(name)!).Select(taken => (name, taken))))
            {
                if (!paths.Add(taken))
                    errors.Invalid(path, name is "secret" or "configMap" ? source.GetPath(name, "name") : taken, "conflicting duplicate paths");
            }
        }
    }

    private static IEnumerable<string> PathsOf(string name, DocObject source)
    {
        var all = name is "secret" or "configMap" or "downwardAPI"
            ? (source.GetArray("items")?.Objects() ?? []).Select(item => item.Text("path"))
            : [source.Text("path")];
        return all.Where(path => path.Length > 0);
    }

    private static void ValidateOne(string name, DocObject source, FieldPath volume, FieldPath path, FieldErrors errors)
    {
        switch (name)
        {
            case "secret" or "configMap":
                errors.RequiredText(source, "name", path);
                VolumeRules.ValidateKeys(source, path, errors);
                break;
            case "downwardAPI":
                VolumeRules.DownwardItems(source, path, errors);
                break;
            case "serviceAccountToken":
                if (source.GetInt64("expirationSeconds") is < ShortestTokenSeconds)
                    errors.Invalid(path.Child("expirationSeconds"), source["expirationSeconds"], "may not specify a duration less than 10 minutes");
                else if (source.GetInt64("expirationSeconds") is > LongestTokenSeconds)
                    errors.Invalid(path.Child("expirationSeconds"), source["expirationSeconds"], "may not specify a duration larger than 2^32 seconds");
                errors.RequiredText(source, "path", volume);
                if (source.IsSet("path"))
                    SharedRules.LocalPath(errors, source.Text("path"), volume.Child("path"));
                break;
            case "clusterTrustBundle":
                errors.RequiredText(source, "path", path);
                if (source.IsSet("name") == source.IsSet("signerName"))
                    errors.Required(path, "either name or signerName must be specified");
                break;
        }
    }
}
