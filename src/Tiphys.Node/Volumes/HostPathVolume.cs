using k8s.Models;

namespace Tiphys.Node.Volumes;

/// <summary>hostPath: a path of the node, checked or made as its type says (kubernetes.io/docs: Volumes, hostPath).</summary>
internal static class HostPathVolume
{
    /// <exception cref="VolumeException">What is there is not of the type asked for.</exception>
    public static MountedVolume Mount(V1HostPathVolumeSource source)
    {
        var path = source.Path;
        switch (source.Type ?? "")
        {
            case "DirectoryOrCreate":
                Directory.CreateDirectory(path);
                break;
            case "FileOrCreate":
                if (!Path.Exists(path))
                    File.WriteAllBytes(path, []);
                break;
            case "Directory":
                Require(Directory.Exists(path), path, "directory");
                break;
            case "File":
                Require(File.Exists(path) && KindOf(path) == 0x8000, path, "file");
                break;
            case "Socket":
                Require(KindOf(path) == 0xc000, path, "socket");
                break;
            case "CharDevice":
                Require(KindOf(path) == 0x2000, path, "character device");
                break;
            case "BlockDevice":
                Require(KindOf(path) == 0x6000, path, "block device");
                break;
        }

        return new MountedVolume(path);
    }

    private static void Require(bool holds, string path, string kind)
    {
        if (!holds)
            throw new VolumeException($"hostPath type check failed: {path} is not a {kind}");
    }

    /// <summary>The file's type bits; 0 if there is none.</summary>
    private static int KindOf(string path) => Native.FileKind.Of(path);
}
