using System.Text;

namespace Tiphys.Network.Nftables;

/// <summary>Writes scripts in nft's language.</summary>
internal sealed class NftScript
{
    // nft's scanner slows down on endless lines.
    private const int ElementsPerCommand = 500;

    private readonly StringBuilder _text = new();

    public NftScript Line(string line)
    {
        _text.Append(line).Append('\n');
        return this;
    }

    public NftScript AddElements(string table, IEnumerable<Element> elements) => Elements("add", table, elements);

    public NftScript DeleteElements(string table, IEnumerable<Element> elements) => Elements("delete", table, elements);

    public override string ToString() => _text.ToString();

    private NftScript Elements(string verb, string table, IEnumerable<Element> elements)
    {
        foreach (var group in elements.GroupBy(element => element.Map, StringComparer.Ordinal))
        {
            foreach (var chunk in group.Chunk(ElementsPerCommand))
            {
                _text.Append(verb).Append(" element ").Append(table).Append(' ').Append(group.Key).Append(" {");
                foreach (var element in chunk)
                {
                    _text.Append(' ').Append(element.Key);
                    if (element.Value is not null)
                        _text.Append(" : ").Append(element.Value);
                    _text.Append(',');
                }

                _text.Length--;
                _text.Append(" }\n");
            }
        }

        return this;
    }
}
