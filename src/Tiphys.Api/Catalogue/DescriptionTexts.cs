using System.IO.Compression;
using System.Text;

namespace Tiphys.Api.Catalogue;

/// <summary>
/// The documentation of all definitions. It is compressed in the program, decompressed when a text is asked for, and let go
/// again when memory is wanted: only OpenAPI and explain ask.
/// </summary>
internal sealed class DescriptionTexts
{
    private readonly WeakReference<byte[]> _plain = new([]);

    public string this[int number]
    {
        get
        {
            if (!_plain.TryGetTarget(out var plain) || plain.Length == 0)
                _plain.SetTarget(plain = Decompress());
            return Encoding.UTF8.GetString(new OffsetTable(plain)[number]);
        }
    }

    private static byte[] Decompress()
    {
        using var packed = EmbeddedData.Open("descriptions.bin");
        using var brotli = new BrotliStream(packed, CompressionMode.Decompress);
        using var plain = new MemoryStream();
        brotli.CopyTo(plain);
        return plain.ToArray();
    }
}
