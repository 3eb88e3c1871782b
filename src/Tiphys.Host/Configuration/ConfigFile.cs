using Tiphys.Api.Documents;
using Tiphys.Api.Yaml;
using Tiphys.Primitives.Faults;

namespace Tiphys.Host.Configuration;

/// <summary>Reads the configuration file: YAML whose keys are the flags' names.</summary>
internal static class ConfigFile
{
    /// <exception cref="FaultException">The file cannot be read or is no mapping.</exception>
    public static DocObject Read(string path)
    {
        try
        {
            return YamlReader.Parse(File.ReadAllBytes(path)) switch
            {
                DocObject document => document,
                DocNull => new DocObject(),
                _ => throw new DocFormatException("a mapping of settings is expected"),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DocFormatException)
        {
            throw new FaultException("CONFIG", $"{path}: {e.Message}", "correct the file, or name another with --config", e) { IsUsage = true };
        }
    }
}
