using System.Text;
using Tiphys.Api.Documents;

namespace Tiphys.Api.Catalogue;

/// <summary>The strings of the embedded catalogue, each decoded when it is first asked for.</summary>
internal sealed class CatalogueStrings(OffsetTable table)
{
    private readonly string?[] _decoded = new string?[table.Count];

    public string this[int number] => _decoded[number] ??= Decode(table[number]);

    // Names go through the table that documents share, so that looking a field up mostly compares references.
    private static string Decode(ReadOnlySpan<byte> utf8) => utf8.Length <= 64 ? NameTable.Intern(utf8) : Encoding.UTF8.GetString(utf8);
}
