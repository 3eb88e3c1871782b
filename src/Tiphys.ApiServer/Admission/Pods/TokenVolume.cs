using System.Security.Cryptography;
using Tiphys.Api.Documents;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Pods;

/// <summary>The projected volume by which a pod reaches the API: token, CA certificate, namespace.</summary>
internal static class TokenVolume
{
    public const string MountPath = "/var/run/secrets/kubernetes.io/serviceaccount";
    private const string NamePrefix = "kube-api-access-";
    private const string SuffixLetters = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>The odd number tells the token issuer that this is the automatic mount.</summary>
    private const long ExpirationSeconds = 3607;

    /// <summary>Mounts the volume in every container that mounts nothing of its own there. Idempotent.</summary>
    public static void Mount(DocObject spec)
    {
        var standing = spec.ObjectsAt("volumes").FirstOrDefault(volume => volume.StringAt("name").StartsWith(NamePrefix, StringComparison.Ordinal));
        var name = standing?.StringAt("name") ?? NamePrefix + RandomNumberGenerator.GetString(SuffixLetters, 5);
        var needed = false;
        foreach (var container in spec.ObjectsAt("initContainers").Concat(spec.ObjectsAt("containers")))
        {
            if (container.ObjectsAt("volumeMounts").Any(mount => mount.StringAt("mountPath") == MountPath))
                continue;
            ArrayOf(container, "volumeMounts").Add(new DocObject { { "name", name }, { "readOnly", true }, { "mountPath", MountPath } });
            needed = true;
        }

        if (needed && standing is null)
            ArrayOf(spec, "volumes").Add(Volume(name));
    }

    private static DocObject Volume(string name) => new()
    {
        { "name", name },
        {
            "projected",
            new DocObject
            {
                {
                    "sources",
                    new DocArray(
                    [
                        new DocObject { { "serviceAccountToken", new DocObject { { "expirationSeconds", ExpirationSeconds }, { "path", "token" } } } },
                        new DocObject { { "configMap", new DocObject { { "name", "kube-root-ca.crt" }, { "items", Item("key", "ca.crt", "ca.crt") } } } },
                        new DocObject { { "downwardAPI", new DocObject { { "items", NamespaceItem() } } } },
                    ])
                },
                { "defaultMode", 420 },
            }
        },
    };

    private static DocArray Item(string member, string value, string path) => new([new DocObject { { member, value }, { "path", path } }]);

    private static DocArray NamespaceItem() => new(
    [
        new DocObject { { "path", "namespace" }, { "fieldRef", new DocObject { { "apiVersion", "v1" }, { "fieldPath", "metadata.namespace" } } } },
    ]);

    private static DocArray ArrayOf(DocObject owner, string name)
    {
        if (owner.GetArray(name) is { } found)
            return found;
        var made = new DocArray();
        owner[name] = made;
        return made;
    }
}
