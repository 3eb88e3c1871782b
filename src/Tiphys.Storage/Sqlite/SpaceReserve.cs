namespace Tiphys.Storage.Sqlite;

/// <summary>A file of real blocks that is given back to the file system when the disk is full, so that deletes have room to work in.</summary>
/// <remarks>Used by the writer's thread; <see cref="IsReleased"/> may be read by anybody.</remarks>
internal sealed class SpaceReserve(string path, long bytes)
{
    private volatile bool _released;

    /// <summary>True from the moment the disk was full until the reserve could be taken again.</summary>
    public bool IsReleased => _released;

    /// <summary>Sets the blocks aside. False if there is no room for them.</summary>
    public bool TryTake()
    {
        try
        {
            if (bytes > 0 && !(File.Exists(path) && new FileInfo(path).Length == bytes))
            {
                File.Delete(path);
                const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
                File.Open(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, PreallocationSize = bytes, UnixCreateMode = ownerOnly }).Dispose();
            }

            _released = false;
            return true;
        }
        catch (IOException) // no room: the state this class is for
        {
            File.Delete(path);
            return false;
        }
    }

    public void Release()
    {
        _released = true;
        File.Delete(path);
    }
}
