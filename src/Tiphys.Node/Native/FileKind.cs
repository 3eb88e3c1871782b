using System.Runtime.InteropServices;

namespace Tiphys.Node.Native;

/// <summary>What kind of file a path names, links followed.</summary>
internal static partial class FileKind
{
    private const int CurrentDirectory = -100;
    private const uint TypeMask = 0x1;
    private const int KindBits = 0xf000;
    private const int BufferBytes = 256;
    private const int ModeOffset = 28;

    /// <summary>The S_IFMT bits; 0 if there is no such file.</summary>
    public static unsafe int Of(string path)
    {
        // struct statx is the same on every architecture; only stx_mode is read.
        var buffer = stackalloc byte[BufferBytes];
        return StatX(CurrentDirectory, path, 0, TypeMask, buffer) == 0 ? *(ushort*)(buffer + ModeOffset) & KindBits : 0;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int StatX(int directory, string path, int flags, uint mask, byte* buffer);
}
