namespace Tiphys.Node.Images;

/// <summary>One entry of an image's layer.</summary>
public sealed record ImageFile
{
    private ImageFile()
    {
    }

    /// <summary>Path in the image, without a leading slash.</summary>
    public required string Path { get; init; }

    public byte[] Content { get; init; } = [];

    /// <summary>What a symbolic link points to; null for other entries.</summary>
    public string? LinkTarget { get; init; }

    public bool IsDirectory { get; init; }

    public UnixFileMode Mode { get; init; }

    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Runnable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public static ImageFile Regular(string path, byte[] content, bool executable = false) =>
        new() { Path = path, Content = content, Mode = executable ? Runnable : Readable };

    public static ImageFile Directory(string path) => new() { Path = path, IsDirectory = true, Mode = Runnable };

    /// <summary>A directory everybody may write to, with the sticky bit, as /tmp is.</summary>
    public static ImageFile Shared(string path) => new()
    {
        Path = path,
        IsDirectory = true,
        Mode = Runnable | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite | UnixFileMode.StickyBit,
    };

    public static ImageFile Link(string path, string target) => new() { Path = path, LinkTarget = target, Mode = Runnable };
}
