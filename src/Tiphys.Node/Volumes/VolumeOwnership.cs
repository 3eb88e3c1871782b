using k8s.Models;
using Tiphys.Node.Native;

namespace Tiphys.Node.Volumes;

/// <summary>Gives a volume's content to the pod's fsGroup: group ownership, read and write for the group, and the set-group-id bit on directories.</summary>
internal static class VolumeOwnership
{
    private const UnixFileMode GroupAccess = UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
    private const UnixFileMode GroupDirectory = GroupAccess | UnixFileMode.GroupExecute | UnixFileMode.SetGroup;

    public static void Apply(string directory, V1PodSecurityContext? context)
    {
        if (context?.FsGroup is not { } group)
            return;
        if (context.FsGroupChangePolicy == "OnRootMismatch" && (File.GetUnixFileMode(directory) & GroupDirectory) == GroupDirectory)
            return;
        Own(directory, (uint)group);
    }

    private static void Own(string directory, uint group)
    {
        _ = Libc.ChangeOwner(directory, uint.MaxValue, group);
        File.SetUnixFileMode(directory, File.GetUnixFileMode(directory) | GroupDirectory);
        foreach (var entry in new DirectoryInfo(directory).EnumerateFileSystemInfos())
        {
            if (entry.LinkTarget is not null)
            {
                // Links are owned themselves; what they point to may be anything.
                _ = Libc.ChangeLinkOwner(entry.FullName, uint.MaxValue, group);
            }
            else if (entry is DirectoryInfo child)
            {
                Own(child.FullName, group);
            }
            else
            {
                _ = Libc.ChangeOwner(entry.FullName, uint.MaxValue, group);
                entry.UnixFileMode |= GroupAccess;
            }
        }
    }
}
