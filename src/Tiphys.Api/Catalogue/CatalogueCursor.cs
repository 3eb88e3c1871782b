using System.Text;

namespace Tiphys.Api.Catalogue;

/// <summary>Reads forward through a record of the embedded catalogue.</summary>
internal ref struct CatalogueCursor(ReadOnlySpan<byte> data, CatalogueStrings strings)
{
    private ReadOnlySpan<byte> _rest = data;

    public byte Byte()
    {
        var value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    public bool Boolean() => Byte() != 0;

    public int Number()
    {
        var (value, shift) = (0, 0);
        while (true)
        {
            var part = Byte();
            value |= (part & 0x7f) << shift;
            if (part < 0x80)
                return value;
            shift += 7;
        }
    }

    public string Text() => strings[Number()];

    public IReadOnlyList<string> Texts()
    {
        var count = Number();
        if (count == 0)
            return [];
        var texts = new string[count];
        for (var i = 0; i < count; i++)
            texts[i] = Text();
        return texts;
    }

    public byte[] Utf8() => Encoding.UTF8.GetBytes(Text());
}
