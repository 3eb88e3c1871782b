using Tiphys.Node.Native;
using Tiphys.Node.Pods;
using Tiphys.Node.Volumes;

namespace Tiphys.Node.Tests.Volumes;

/// <summary>CVE-2017-1002101 and CVE-2021-25741: a link inside a volume must not lead out of it.</summary>
public sealed class SubPathBinderTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("tiphys-node-").FullName;
    private readonly string _volume;
    private readonly SubPathBinder _binder;

    public SubPathBinderTests()
    {
        _volume = Directory.CreateDirectory(Path.Combine(_directory, "volume")).FullName;
        _binder = new SubPathBinder(new PodDirectories(_directory));
        File.WriteAllText(Path.Combine(_directory, "secret"), "the host's");
    }

    [Fact]
    public void SubPath_Missing_IsMadeAsDirectoriesInsideTheVolume()
    {
        var bound = Bind("a/b");

        File.WriteAllText(Path.Combine(bound, "f"), "x");
        Assert.Equal("x", File.ReadAllText(Path.Combine(_volume, "a", "b", "f")));
    }

    [Fact]
    public void SubPath_File_IsBoundAsFile()
    {
        File.WriteAllText(Path.Combine(_volume, "f"), "x");

        Assert.Equal("x", File.ReadAllText(Bind("f")));
    }

    [Fact]
    public void SubPath_LinkWithinTheVolume_IsFollowed()
    {
        Directory.CreateDirectory(Path.Combine(_volume, "real"));
        File.CreateSymbolicLink(Path.Combine(_volume, "link"), "real");
        File.WriteAllText(Path.Combine(_volume, "real", "f"), "x");

        Assert.Equal("x", File.ReadAllText(Path.Combine(Bind("link"), "f")));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("..")]
    [InlineData("../secret")]
    [InlineData("/proc/self/root")]
    public void SubPath_LinkOutOfTheVolume_IsRefused(string target)
    {
        File.CreateSymbolicLink(Path.Combine(_volume, "escape"), target);

        Assert.Throws<VolumeException>(() => Bind("escape"));
        Assert.Throws<VolumeException>(() => Bind("escape/etc"));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/../../secret")]
    [InlineData("/etc")]
    public void SubPath_ThatItselfLeadsOut_IsRefused(string path) => Assert.Throws<VolumeException>(() => Bind(path));

    [Fact]
    public async Task SubPath_LinkSwappedWhileItIsOpened_NeverReachesTheHost()
    {
        using var stop = new CancellationTokenSource();
        var inside = Directory.CreateDirectory(Path.Combine(_volume, "inside")).FullName;
        File.WriteAllText(Path.Combine(inside, "secret"), "the volume's");
        var (flip, good, bad) = (Path.Combine(_volume, "flip"), Path.Combine(_volume, "good"), Path.Combine(_volume, "bad"));
        File.CreateSymbolicLink(flip, "inside");
        var swapping = Task.Run(() =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                var next = i % 2 == 0 ? bad : good;
                File.CreateSymbolicLink(next, i % 2 == 0 ? _directory : "inside");
                _ = Libc.Rename(next, flip);
            }
        });

        for (var i = 0; i < 300; i++)
        {
            try
            {
                Assert.Equal("the volume's", File.ReadAllText(Bind("flip/secret")));
            }
            catch (VolumeException)
            {
                // Refused: as good.
            }
        }

        await stop.CancelAsync();
        await swapping;
    }

    public void Dispose()
    {
        MountPoints.UnmountBelow(_directory);
        Directory.Delete(_directory, recursive: true);
    }

    private string Bind(string subPath) => _binder.Bind("uid", "main", 0, new MountedVolume(_volume), subPath);
}
