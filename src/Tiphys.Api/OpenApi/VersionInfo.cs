using Tiphys.Api.Schemas;

namespace Tiphys.Api.OpenApi;

/// <summary>The definition of what <c>/version</c> answers.</summary>
internal static class VersionInfo
{
    public const string Name = "io.k8s.apimachinery.pkg.version.Info";

    public static readonly Schema Schema = new()
    {
        Type = SchemaType.Object,
        Name = Name,
        Description = "What program the server is, and the API level it speaks.",
        Fields =
        [
            Text("major", true), Text("minor", true), Text("emulationMajor", false), Text("emulationMinor", false),
            Text("minCompatibilityMajor", false), Text("minCompatibilityMinor", false), Text("gitVersion", true), Text("gitCommit", true),
            Text("gitTreeState", true), Text("buildDate", true), Text("goVersion", true), Text("compiler", true), Text("platform", true),
        ],
    };

    private static SchemaField Text(string name, bool required) => new(name, new() { Type = SchemaType.String }) { Required = required };
}
