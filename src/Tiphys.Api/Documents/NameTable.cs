using System.Runtime.InteropServices;
using System.Text;

namespace Tiphys.Api.Documents;

/// <summary>
/// Shares the strings of member names between documents. A fixed, lossy table: a name that finds its slot taken by another
/// replaces it, so hostile documents can neither grow the table nor slow it.
/// </summary>
internal static class NameTable
{
    private const int Slots = 8192;
    private const int LongestName = 64;
    private static readonly string?[] Names = new string?[Slots];

    public static string Intern(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > LongestName)
            return Encoding.UTF8.GetString(utf8);
        var hash = Hash(utf8);
        ref var slot = ref Names[hash & (Slots - 1)];
        var found = Volatile.Read(ref slot);
        if (found is not null && Ascii.Equals(utf8, found))
            return found;
        var made = Encoding.UTF8.GetString(utf8);
        Volatile.Write(ref slot, made);
        return made;
    }

    private static uint Hash(ReadOnlySpan<byte> utf8)
    {
        var hash = 14695981039346656037ul ^ (uint)utf8.Length;
        for (; utf8.Length >= sizeof(ulong); utf8 = utf8[sizeof(ulong)..])
            hash = (hash ^ MemoryMarshal.Read<ulong>(utf8)) * 1099511628211ul;
        foreach (var b in utf8)
            hash = (hash ^ b) * 1099511628211ul;
        return (uint)(hash >> 32) ^ (uint)hash;
    }
}
