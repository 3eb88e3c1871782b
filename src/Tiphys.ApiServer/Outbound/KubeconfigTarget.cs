using System.Text;
using Tiphys.Api.Documents;
using Tiphys.Api.Yaml;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Outbound;

/// <summary>Reads the kubeconfig files in which webhooks of the server itself are configured: its cluster is the service, its user is this server.</summary>
public static class KubeconfigTarget
{
    /// <summary>The target of the file's current context.</summary>
    /// <exception cref="FormatException">The file names no cluster with an https server.</exception>
    /// <exception cref="IOException">The file, or one it names, cannot be read.</exception>
    public static WebhookTarget Read(string path)
    {
        var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var file = YamlReader.Parse(File.ReadAllBytes(path)) as DocObject ?? throw new FormatException($"{path} is no kubeconfig");
        var context = Named(file, "contexts", "context", file.StringAt("current-context"));
        var cluster = Named(file, "clusters", "cluster", context.StringAt("cluster"));
        var user = context.StringAt("user").Length > 0 ? Named(file, "users", "user", context.StringAt("user")) : new DocObject();
        if (!Uri.TryCreate(cluster.StringAt("server"), UriKind.Absolute, out var server) || server.Scheme != Uri.UriSchemeHttps)
            throw new FormatException($"{path}: the cluster's server must be an https URL");
        return new WebhookTarget(server, null, Pem(cluster, "certificate-authority", directory))
        {
            BearerToken = user.StringAt("token"),
            ClientCertificatePem = Pem(user, "client-certificate", directory),
            ClientKeyPem = Pem(user, "client-key", directory),
        };
    }

    /// <summary>An entry by name; the only one if the name is empty.</summary>
    private static DocObject Named(DocObject file, string list, string member, string name)
    {
        var entries = file.ObjectsAt(list).Where(entry => name.Length == 0 || entry.StringAt("name") == name).ToArray();
        return entries.Length == 1 && entries[0].GetObject(member) is { } found ? found : throw new FormatException($"the kubeconfig has no {member} \"{name}\"");
    }

    private static string Pem(DocObject owner, string member, string directory)
    {
        if (owner.StringAt(member + "-data") is { Length: > 0 } data)
            return Encoding.ASCII.GetString(Convert.FromBase64String(data));
        return owner.StringAt(member) is { Length: > 0 } file ? File.ReadAllText(Path.Combine(directory, file)) : "";
    }
}
