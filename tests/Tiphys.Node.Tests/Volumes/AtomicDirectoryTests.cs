using System.Text;
using Tiphys.Node.Volumes;

namespace Tiphys.Node.Tests.Volumes;

public sealed class AtomicDirectoryTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("tiphys-node-").FullName;
    private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void Write_SameFiles_ChangesNothing()
    {
        Assert.True(Write(("a", "1")));
        Assert.False(Write(("a", "1")));
    }

    [Fact]
    public void Write_OtherFiles_SwitchesAllAtOnceAndDropsWhatIsGone()
    {
        Write(("a", "1"), ("b/c", "2"));
        var former = new FileInfo(Path.Combine(_directory, "..data")).LinkTarget;

        Write(("a", "3"), ("d", "4"));

        Assert.Equal("3", File.ReadAllText(Path.Combine(_directory, "a")));
        Assert.Equal("4", File.ReadAllText(Path.Combine(_directory, "d")));
        Assert.False(Path.Exists(Path.Combine(_directory, "b")));
        Assert.Equal("..data/a", new FileInfo(Path.Combine(_directory, "a")).LinkTarget);
        Assert.False(Directory.Exists(Path.Combine(_directory, former!)));
    }

    [Fact]
    public void Write_Mode_IsTheFilesOwnWhateverTheUmask()
    {
        AtomicDirectory.Write(_directory, new Dictionary<string, VolumeFile> { ["a"] = new("x"u8.ToArray(), 0x100) }, _now, group: null);

        Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(Path.Combine(_directory, "..data", "a")));
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("a/b", true)]
    [InlineData("../a", false)]
    [InlineData("a/../../b", false)]
    [InlineData("/a", false)]
    [InlineData("..data", false)]
    [InlineData("", false)]
    public void IsSafe_PathsThatLeadOut_AreNot(string path, bool safe) => Assert.Equal(safe, AtomicDirectory.IsSafe(path));

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private bool Write(params (string Name, string Text)[] files)
    {
        _now = _now.AddSeconds(1);
        return AtomicDirectory.Write(_directory, files.ToDictionary(file => file.Name, file => new VolumeFile(Encoding.UTF8.GetBytes(file.Text), 0x1a4)), _now, group: null);
    }
}
