using System.Text;

namespace Tiphys.ApiServer.Registry;

/// <summary>
/// Lets keys share the strings of namespaces and resources. A fixed, lossy table: a name that finds its place taken replaces the other, so that names that come and
/// go for ever hold no memory.
/// </summary>
internal static class SharedNames
{
    private const int Places = 4096;
    private static readonly string?[] Names = new string?[Places];

    public static string Of(ReadOnlySpan<char> name)
    {
        ref var place = ref Names[string.GetHashCode(name, StringComparison.Ordinal) & (Places - 1)];
        var known = Volatile.Read(ref place);
        if (known is not null && name.SequenceEqual(known))
            return known;
        var made = name.ToString();
        Volatile.Write(ref place, made);
        return made;
    }

    public static string Of(ReadOnlySpan<byte> utf8)
    {
        Span<char> chars = stackalloc char[256];
        return utf8.Length <= chars.Length ? Of(chars[..Encoding.UTF8.GetChars(utf8, chars)]) : Encoding.UTF8.GetString(utf8);
    }
}
