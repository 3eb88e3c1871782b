using System.Text;

namespace Tiphys.SchemaGenerator;

/// <summary>Texts told apart by number, written as the string section of the catalogue.</summary>
internal sealed class NumberPool
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<string> _texts = [];

    /// <summary>Number 0 is the empty text.</summary>
    public NumberPool() => Number("");

    public int Number(string text)
    {
        if (_numbers.TryGetValue(text, out var number))
            return number;
        _numbers.Add(text, _texts.Count);
        _texts.Add(text);
        return _texts.Count - 1;
    }

    public void Write(BinaryWriter output)
    {
        var encoded = _texts.ConvertAll(Encoding.UTF8.GetBytes);
        OffsetTable.Write(output, encoded);
    }
}
