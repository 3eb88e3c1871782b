namespace Tiphys.Host.Server.Store;

/// <summary>A folder of the owner's alone for what is in the making, gone when disposed of.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private readonly string _path;

    public ScratchFolder(string parent)
    {
        _path = Path.Combine(parent, $"scratch-{Environment.ProcessId}");
        Directory.CreateDirectory(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string Named(string name) => Path.Combine(_path, name);

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
