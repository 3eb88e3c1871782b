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
        var hash = 2166136261u;
        foreach (var b in utf8)
            hash = (hash ^ b) * 16777619u;
        ref var slot = ref Names[hash & (Slots - 1)];
        var found = Volatile.Read(ref slot);
        if (found is not null && Matches(found, utf8))
            return found;
        var made = Encoding.UTF8.GetString(utf8);
        Volatile.Write(ref slot, made);
        return made;
    }

    private static bool Matches(string name, ReadOnlySpan<byte> utf8)
    {
        if (name.Length != utf8.Length)
            return false;
        for (var i = 0; i < utf8.Length; i++)
        {
            if (name[i] != utf8[i] || utf8[i] > 127)
                return false;
        }

        return true;
    }
}
