using Tiphys.Api.Documents;
using Tiphys.ApiServer.Admission.PodSecurity;
using Tiphys.ApiServer.Configuration;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Configuration;

/// <summary>Reads an AdmissionConfiguration (apiserver.config.k8s.io), the file of <c>--admission-control-config-file</c>: settings of single plugins.</summary>
public static class AdmissionConfiguration
{
    /// <summary>The settings of PodSecurity, the one plugin that has any; its defaults if the file says nothing of it.</summary>
    /// <param name="file">YAML or JSON.</param>
    /// <param name="read">Reads a file that an entry names by <c>path</c>.</param>
    /// <exception cref="FormatException">It is no such configuration, or it is about a plugin that takes none.</exception>
    public static PodSecurityOptions ReadPodSecurity(ReadOnlyMemory<byte> file, Func<string, byte[]> read)
    {
        var options = new PodSecurityOptions();
        foreach (var plugin in ConfigDocument.Parse(file, "apiserver.config.k8s.io", "AdmissionConfiguration").ObjectsAt("plugins"))
        {
            if (plugin.StringAt("name") != "PodSecurity")
                throw new FormatException($"the plugin \"{plugin.StringAt("name")}\" takes no configuration");
            options = Read(plugin.GetObject("configuration") ?? ConfigDocument.Parse(read(plugin.StringAt("path")), "pod-security.admission.config.k8s.io", "PodSecurityConfiguration"));
        }

        return options;
    }

    private static PodSecurityOptions Read(DocObject configuration)
    {
        if (configuration.StringAt("kind") != "PodSecurityConfiguration")
            throw new FormatException("the configuration of PodSecurity is not of kind PodSecurityConfiguration");
        return new()
        {
            Enforce = Policy(configuration, "enforce"),
            Audit = Policy(configuration, "audit"),
            Warn = Policy(configuration, "warn"),
            ExemptNamespaces = [.. configuration.StringsAt("exemptions", "namespaces")],
            ExemptUsers = [.. configuration.StringsAt("exemptions", "usernames")],
            ExemptRuntimeClasses = [.. configuration.StringsAt("exemptions", "runtimeClasses")],
        };
    }

    private static PodSecurityPolicy Policy(DocObject configuration, string mode)
    {
        var (level, version) = (configuration.StringAt("defaults", mode), configuration.StringAt("defaults", mode + "-version"));
        var minor = PodSecurityPolicy.Latest;
        var grade = PodSecurityLevel.Privileged;
        if (level.Length > 0 && !PodSecurityPolicy.TryParseLevel(level, out grade))
            throw new FormatException($"defaults.{mode}: \"{level}\" is none of privileged, baseline, restricted");
        if (version.Length > 0 && !PodSecurityPolicy.TryParseVersion(version, out minor))
            throw new FormatException($"defaults.{mode}-version: \"{version}\" is neither latest nor v1.NN");
        return new(grade, minor);
    }
}
