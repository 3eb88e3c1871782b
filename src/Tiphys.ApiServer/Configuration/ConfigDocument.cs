using Tiphys.Api.Documents;
using Tiphys.Api.Yaml;

namespace Tiphys.ApiServer.Configuration;

/// <summary>Reads the configuration files of kube-apiserver: one YAML or JSON object of a known kind.</summary>
internal static class ConfigDocument
{
    /// <param name="group">The group of its apiVersion; any version of it is taken.</param>
    /// <exception cref="FormatException">It is of another kind, or cannot be read.</exception>
    public static DocObject Parse(ReadOnlyMemory<byte> file, string group, string kind)
    {
        try
        {
            if (YamlReader.Parse(file) is DocObject document && document.GetString("kind") == kind
                && document.GetString("apiVersion")?.StartsWith(group + "/", StringComparison.Ordinal) == true)
                return document;
        }
        catch (DocFormatException e)
        {
            throw new FormatException($"the {kind} cannot be read: {e.Message}", e);
        }

        throw new FormatException($"the file is not of kind {kind}, apiVersion {group}/v1");
    }
}
