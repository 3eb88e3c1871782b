using System.Text;
using Tiphys.Api.Documents;
using Tiphys.Api.Yaml;

namespace Tiphys.Node.Containerd;

/// <summary>
/// Turns <c>registries.yaml</c> (the format that k3s made known: mirrors with endpoints, configs with auth and tls) into containerd's
/// <c>hosts.toml</c> files, one directory per registry.
/// </summary>
internal static class RegistryHosts
{
    /// <summary>Writes the directories anew. Directories that people made by hand stay.</summary>
    /// <exception cref="ContainerdException">The file is no YAML of that form.</exception>
    public static void Write(string registriesFile, string directory)
    {
        if (!File.Exists(registriesFile))
            return;
        try
        {
            foreach (var (registry, text) in Convert(File.ReadAllBytes(registriesFile)))
            {
                var target = Path.Combine(directory, registry == "*" ? "_default" : registry);
                Directory.CreateDirectory(target);
                var file = Path.Combine(target, "hosts.toml");
                File.WriteAllText(file, text);
                // It may hold credentials.
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }
        catch (DocFormatException e)
        {
            throw new ContainerdException($"{registriesFile}: {e.Message}", "correct the file");
        }
    }

    /// <summary>The text of each registry's hosts.toml.</summary>
    public static IReadOnlyDictionary<string, string> Convert(ReadOnlyMemory<byte> yaml)
    {
        var document = YamlReader.Parse(yaml) as DocObject ?? throw new DocFormatException("the file is not a mapping");
        var configs = document.GetObject("configs") ?? [];
        var result = new Dictionary<string, string>();
        foreach (var (registry, value) in document.GetObject("mirrors") ?? [])
        {
            var mirror = value as DocObject ?? [];
            var text = new StringBuilder();
            text.Append($"server = {Quote(registry == "*" ? "" : DefaultServer(registry))}\n");
            foreach (var endpoint in mirror.GetArray("endpoint")?.Strings() ?? [])
                AppendHost(text, endpoint, configs);
            result[registry] = text.ToString();
        }

        foreach (var (registry, _) in configs)
        {
            if (result.ContainsKey(registry))
                continue;
            var text = new StringBuilder($"server = {Quote(DefaultServer(registry))}\n");
            AppendHost(text, DefaultServer(registry), configs);
            result[registry] = text.ToString();
        }

        return result;
    }

    private static string DefaultServer(string registry) => registry == "docker.io" ? "https://registry-1.docker.io" : $"https://{registry}";

    private static void AppendHost(StringBuilder text, string endpoint, DocObject configs)
    {
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var uri))
            throw new DocFormatException($"\"{endpoint}\" is not an address");
        text.Append($"\n[host.{Quote(endpoint.TrimEnd('/'))}]\n  capabilities = [\"pull\", \"resolve\"]\n");
        var config = configs.GetObject(uri.Authority) ?? configs.GetObject(uri.Host);
        AppendTls(text, config?.GetObject("tls"));
        if (config?.GetObject("auth") is { } auth)
            text.Append($"  [host.{Quote(endpoint.TrimEnd('/'))}.header]\n    authorization = [{Quote("Basic " + Credentials(auth))}]\n");
    }

    private static void AppendTls(StringBuilder text, DocObject? tls)
    {
        if (tls is null)
            return;
        if (tls.GetBool("insecure_skip_verify") == true)
            text.Append("  skip_verify = true\n");
        if (tls.GetString("ca_file") is { } authority)
            text.Append($"  ca = {Quote(authority)}\n");
        if (tls.GetString("cert_file") is { } certificate && tls.GetString("key_file") is { } key)
            text.Append($"  client = [[{Quote(certificate)}, {Quote(key)}]]\n");
    }

    private static string Credentials(DocObject auth) => auth.GetString("auth")
        ?? System.Convert.ToBase64String(Encoding.UTF8.GetBytes($"{auth.GetString("username")}:{auth.GetString("password")}"));

    private static string Quote(string value) => $"\"{value.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";
}
