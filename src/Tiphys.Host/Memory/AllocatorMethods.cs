using System.Runtime.InteropServices;

namespace Tiphys.Host.Memory;

/// <summary>glibc's allocator, which SQLite and OpenSSL use.</summary>
internal static partial class AllocatorMethods
{
    /// <summary>Gives free pages of all arenas back to the machine: malloc_trim(3).</summary>
    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    public static partial int Trim(nint keep);
}
