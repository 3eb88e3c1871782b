namespace Tiphys.Api.Catalogue;

/// <summary>
/// The layout of the embedded catalogue, shared by the generator that writes it and the reader. Numbers are unsigned LEB128
/// ("varint") unless said otherwise; strings are numbers into the string section.
/// </summary>
/// <remarks>
/// <code>
/// header       magic "TCAT", version, then the offsets of the sections below as little-endian uint32
/// strings      count, uint32 offsets (count + 1), the UTF-8 texts end to end
/// definitions  count, uint32 offsets (count + 1), records in order of their names:
///              name, kind (0 = not a kind, else apiVersion and kind), scalar TypeCode, atomic, text, fields
///              field = name, TypeFacts, number, wrapper count and wrappers, text, type
///              type  = TypeCode, then what it needs: definition number, element type
/// resources    count, records in discovery order
/// </code>
/// Texts are numbers into the descriptions, a Brotli stream of: count, uint32 offsets (count + 1), UTF-8.
/// </remarks>
internal static class CatalogueFormat
{
    public const uint Magic = 0x54414354;
    public const int HeaderLength = 16;

    /// <summary>The verbs of a resource are a byte, a bit for each of these.</summary>
    public static readonly string[] Verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
}
