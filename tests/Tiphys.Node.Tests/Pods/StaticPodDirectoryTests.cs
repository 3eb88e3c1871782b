using Microsoft.Extensions.Logging.Abstractions;
using Tiphys.Node.Pods.Sources;

namespace Tiphys.Node.Tests.Pods;

public sealed class StaticPodDirectoryTests : IDisposable
{
    private const string Pod = "{kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: i}]}}";
    private readonly string _directory = Directory.CreateTempSubdirectory("tiphys-static-").FullName;
    private readonly StaticPodDirectory _pods;

    public StaticPodDirectoryTests() => _pods = new(_directory, "node1", NullLogger.Instance);

    [Theory]
    [InlineData("web.yaml", 1)]
    [InlineData("web.json", 1)]
    [InlineData("web", 1)]
    [InlineData(".web.yaml.swp", 0)]
    public void File_OfWhateverName_IsReadUnlessHidden(string name, int pods)
    {
        Write(name, Pod);

        Assert.Equal(pods, _pods.Read().Count);
    }

    [Fact]
    public void File_ThatTurnedUnreadable_CountsAsItWasLastRead()
    {
        Write("web.yaml", Pod);
        var good = Assert.Single(_pods.Read()).Key;

        Write("web.yaml", "{kind: Pod, metadata: {na");
        var broken = Assert.Single(_pods.Read()).Key;
        File.Delete(Path.Combine(_directory, "web.yaml"));

        Assert.Equal(good, broken);
        Assert.Empty(_pods.Read());
    }

    [Fact]
    public void Files_WithPodsOfOneName_GiveOne()
    {
        Write("a.yaml", Pod);
        Write("b.yaml", Pod);

        Assert.Single(_pods.Read());
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_directory, name), text);
}
