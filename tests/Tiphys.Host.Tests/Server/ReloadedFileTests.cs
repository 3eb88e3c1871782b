using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Tiphys.Host.Server.Security;

namespace Tiphys.Host.Tests.Server;

public sealed class ReloadedFileTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Look_FileChanged_TakesWhatIsRightAndKeepsWhatHeldBefore()
    {
        var path = _folder.Write("file", "one");
        var file = new ReloadedFile<string>(path, bytes => Encoding.ASCII.GetString(bytes) is var text && text != "wrong" ? text : throw new FormatException("wrong"));

        _folder.Write("file", "wrong");
        file.Look(NullLogger.Instance);
        Assert.Equal("one", file.Value.Current);

        File.Delete(path);
        file.Look(NullLogger.Instance);
        Assert.Equal("one", file.Value.Current);

        _folder.Write("file", "two");
        file.Look(NullLogger.Instance);
        Assert.Equal("two", file.Value.Current);
    }
}
