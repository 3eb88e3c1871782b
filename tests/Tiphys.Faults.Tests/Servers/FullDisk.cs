using System.Diagnostics;

namespace Tiphys.Faults.Tests.Servers;

/// <summary>A small file system of its own that can be filled and emptied.</summary>
internal sealed class FullDisk : IDisposable
{
    private readonly DirectoryInfo _mount = Directory.CreateTempSubdirectory("tiphys-faults-disk-");

    public FullDisk(int mebibytes) => Run("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "tmpfs", _mount.FullName);

    public string Store => Path.Combine(_mount.FullName, "state.db");

    private string Ballast => Path.Combine(_mount.FullName, "ballast");

    /// <summary>Takes so much of the room away until <see cref="MakeRoom"/>.</summary>
    public Task FillAsync(int mebibytes) => File.WriteAllBytesAsync(Ballast, new byte[mebibytes << 20]);

    public void MakeRoom() => File.Delete(Ballast);

    public void Dispose()
    {
        Run("umount", _mount.FullName);
        _mount.Delete();
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
