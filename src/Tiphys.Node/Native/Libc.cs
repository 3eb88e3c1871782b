using System.Runtime.InteropServices;

namespace Tiphys.Node.Native;

/// <summary>The calls of the C library that .NET has no name for. Each returns 0 or more, or -1 with errno set.</summary>
internal static partial class Libc
{
    public const ulong MountBind = 0x1000;
    public const ulong MountRecursive = 0x4000;
    public const ulong MountRemount = 0x20;
    public const ulong MountReadOnly = 0x1;
    public const ulong MountNoSuid = 0x2;
    public const ulong MountNoDev = 0x4;
    public const int UnmountDetach = 2;
    public const int OpenPath = 0x200000;
    public const int OpenCloseOnExec = 0x80000;
    public const int OpenDirectory = 0x10000;
    public const int CloneNewNetwork = 0x40000000;

    /// <summary>Resolution must not leave the starting directory, by "..", an absolute link or otherwise.</summary>
    public const ulong ResolveBeneath = 0x08;

    /// <summary>No passage through /proc-style links.</summary>
    public const ulong ResolveNoMagicLinks = 0x02;

    private const long OpenAt2Number = 437;

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Mount(string source, string target, string? type, ulong flags, string? data);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Unmount(string target, int flags);

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ChangeOwner(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ChangeLinkOwner(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "rmdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int RemoveDirectory(string path);

    /// <summary>rename(2): unlike File.Move it moves a link to a directory as the link it is.</summary>
    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Rename(string from, string to);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakeDirectoryAt(int directory, string path, uint mode);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    public static partial int SetNamespace(int descriptor, int type);

    /// <summary>openat2(2), which neither glibc 2.36 nor musl wraps.</summary>
    public static unsafe int OpenBeneath(int directory, string path, int flags)
    {
        var how = stackalloc ulong[3] { (ulong)(uint)flags, 0, ResolveBeneath | ResolveNoMagicLinks };
        return (int)Syscall(OpenAt2Number, directory, path, how, 3 * sizeof(ulong));
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial long Syscall(long number, long directory, string path, ulong* how, long size);
}
