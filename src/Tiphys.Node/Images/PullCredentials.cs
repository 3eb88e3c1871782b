using System.Text;
using k8s.Models;
using Tiphys.Api.Documents;
using Tiphys.Node.Cri.V1;
using Tiphys.Node.Volumes;

namespace Tiphys.Node.Images;

/// <summary>Finds the credentials for an image's registry in a pod's imagePullSecrets.</summary>
internal static class PullCredentials
{
    public static async Task<AuthConfig?> ForAsync(V1Pod pod, string image, IReferencedObjects objects, CancellationToken cancellationToken)
    {
        var registry = RegistryOf(image);
        foreach (var reference in pod.Spec.ImagePullSecrets ?? [])
        {
            // A secret that does not exist is passed over, as upstream does: the image may be public.
            var secret = await objects.SecretAsync(pod.Metadata.NamespaceProperty, reference.Name, cancellationToken).ConfigureAwait(false);
            if (secret?.Data is { } data && Find(data, registry, image) is { } found)
                return found;
        }

        return null;
    }

    /// <summary><c>docker.io</c> for names without a registry.</summary>
    public static string RegistryOf(string image)
    {
        var slash = image.IndexOf('/');
        var first = slash < 0 ? "" : image[..slash];
        return first.Contains('.') || first.Contains(':') || first == "localhost" ? first : "docker.io";
    }

    private static AuthConfig? Find(IDictionary<string, byte[]> data, string registry, string image)
    {
        try
        {
            var auths = data.TryGetValue(".dockerconfigjson", out var config) ? DocReader.ParseObject(config).GetObject("auths")
                : data.TryGetValue(".dockercfg", out var legacy) ? DocReader.ParseObject(legacy)
                : null;
            foreach (var (place, value) in auths ?? [])
            {
                if (value is DocObject entry && Covers(place, registry, image))
                    return Read(entry);
            }
        }
        catch (DocFormatException)
        {
            // A secret that is no JSON holds no credentials.
        }

        return null;
    }

    private static bool Covers(string place, string registry, string image)
    {
        var bare = place.Replace("https://", "").Replace("http://", "").TrimEnd('/');
        if (registry == "docker.io")
            return bare is "docker.io" or "index.docker.io" or "index.docker.io/v1" or "registry-1.docker.io";
        return bare == registry || image.StartsWith(bare + "/", StringComparison.Ordinal);
    }

    private static AuthConfig Read(DocObject entry)
    {
        var result = new AuthConfig
        {
            Username = entry.GetString("username") ?? "",
            Password = entry.GetString("password") ?? "",
            IdentityToken = entry.GetString("identitytoken") ?? "",
        };
        if (result.Username.Length == 0 && entry.GetString("auth") is { Length: > 0 } auth)
        {
            var pair = Encoding.UTF8.GetString(Convert.FromBase64String(auth)).Split(':', 2);
            result.Username = pair[0];
            result.Password = pair.Length > 1 ? pair[1] : "";
        }

        return result;
    }
}
