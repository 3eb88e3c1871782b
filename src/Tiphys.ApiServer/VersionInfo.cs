using Tiphys.Api.Documents;

namespace Tiphys.ApiServer;

/// <summary>The answer of /version (version.Info of apimachinery).</summary>
/// <param name="Major">The API level's major number.</param>
/// <param name="Minor">The API level's minor number.</param>
/// <param name="GitVersion">A semantic version that clients compare: the API level with our name as build metadata.</param>
public sealed record VersionInfo(string Major, string Minor, string GitVersion)
{
    public static readonly VersionInfo Default = new("1", "36", "v1.36.0+tiphys");

    /// <summary>No Go is in it; clients show the field and compare nothing with it.</summary>
    internal const string GoVersion = "none";

    internal DocObject ToDocument() => new()
    {
        { "major", Major },
        { "minor", Minor },
        { "emulationMajor", Major },
        { "emulationMinor", Minor },
        { "minCompatibilityMajor", Major },
        { "minCompatibilityMinor", "35" },
        { "gitVersion", GitVersion },
        { "gitCommit", "" },
        { "gitTreeState", "clean" },
        { "buildDate", "1970-01-01T00:00:00Z" },
        { "goVersion", GoVersion },
        { "compiler", "dotnet" },
        { "platform", "linux/amd64" },
    };
}
