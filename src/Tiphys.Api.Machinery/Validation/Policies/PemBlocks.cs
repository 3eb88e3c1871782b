using System.Security.Cryptography;

namespace Tiphys.Api.Machinery.Validation.Policies;

/// <summary>Takes the blocks of a PEM text (RFC 7468) one by one, in time linear in the text.</summary>
/// <remarks><see cref="PemEncoding"/> searches the whole text for the end of every beginning; sixty thousand beginnings without an end are ten seconds.</remarks>
internal static class PemBlocks
{
    private const string Begin = "-----BEGIN ";

    /// <summary>The first well-formed block and what stands behind it; false if there is none.</summary>
    public static bool TryTake(ReadOnlySpan<char> text, out PemBlock block, out ReadOnlySpan<char> rest)
    {
        rest = text;
        for (var start = rest.IndexOf(Begin); start >= 0; start = rest.IndexOf(Begin))
        {
            rest = rest[start..];

            // No block holds the beginning of another.
            var next = rest[Begin.Length..].IndexOf(Begin);
            var part = next < 0 ? rest : rest[..(Begin.Length + next)];
            rest = rest[part.Length..];
            if (!PemEncoding.TryFind(part, out var fields))
                continue;
            block = new PemBlock(part[fields.Label], part[fields.Base64Data]);
            return true;
        }

        block = default;
        return false;
    }
}
