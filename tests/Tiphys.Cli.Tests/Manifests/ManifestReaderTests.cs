using Tiphys.Cli.Manifests;
using Tiphys.Primitives.Faults;

namespace Tiphys.Cli.Tests.Manifests;

public sealed class ManifestReaderTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("tiphys-manifests-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Read_Folder_TakesManifestsAloneNamespacesFirst()
    {
        Write("a.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: team}\n");
        Write("images.build", "- image: x\n");
        Write("b.json", """{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"}}]}""");

        Assert.Equal(["namespace/team", "configmap/c", "deployment/web"], ManifestReader.Read([_directory]).Select(manifest => manifest.Title));
    }

    [Theory]
    [InlineData("kind: [unclosed")]
    [InlineData("kind: ConfigMap\nmetadata: {name: a}")]
    [InlineData("apiVersion: v1\nkind: ConfigMap")]
    [InlineData("just text")]
    public void Read_NotAManifest_NamesTheFile(string text)
    {
        Write("bad.yaml", text);
        Assert.Contains("bad.yaml", Assert.Throws<FaultException>(() => ManifestReader.Read([_directory])).Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MissingPath_IsWrongUsage() => Assert.True(Assert.Throws<FaultException>(() => ManifestReader.Read([_directory + "/nothing"])).IsUsage);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_directory, name), text);
}
