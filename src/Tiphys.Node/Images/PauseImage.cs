namespace Tiphys.Node.Images;

/// <summary>The built-in image of the pod sandbox.</summary>
internal static class PauseImage
{
    /// <summary>The name by which containerd's configuration asks for it. It is not in any registry.</summary>
    public const string Reference = "tiphys.local/pause:1";

    public static OciImage Create() => new()
    {
        Reference = Reference,
        Entrypoint = ["/pause"],
        User = "65535:65535",
        Layer = [ImageFile.Regular("pause", PauseProgram.ToElf(), executable: true)],
    };
}
