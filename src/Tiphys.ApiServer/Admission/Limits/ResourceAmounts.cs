using Tiphys.Api.Documents;
using Tiphys.Primitives.Quantities;

namespace Tiphys.ApiServer.Admission.Limits;

/// <summary>Amounts by resource name: a ResourceList as something one can calculate with.</summary>
internal sealed class ResourceAmounts
{
    private readonly SortedDictionary<string, Quantity> _amounts = new(StringComparer.Ordinal);

    public IEnumerable<string> Names => _amounts.Keys;

    public int Count => _amounts.Count;

    public Quantity this[string name]
    {
        get => _amounts.GetValueOrDefault(name);
        set => _amounts[name] = value;
    }

    /// <summary>Reads a map of names to quantities; values that are none are passed over, validation has told of them.</summary>
    public static ResourceAmounts Read(DocNode? list)
    {
        var made = new ResourceAmounts();
        foreach (var (name, value) in list as DocObject ?? new DocObject())
        {
            if (Quantity.TryParse(TextOf(value), out var quantity))
                made._amounts[name] = quantity;
        }

        return made;
    }

    public bool Has(string name) => _amounts.ContainsKey(name);

    public bool TryGet(string name, out Quantity quantity) => _amounts.TryGetValue(name, out quantity);

    public void Add(ResourceAmounts other)
    {
        foreach (var (name, quantity) in other._amounts)
            _amounts[name] = this[name] + quantity;
    }

    public void Add(string name, Quantity quantity) => _amounts[name] = this[name] + quantity;

    /// <summary>Keeps the larger of both for each name.</summary>
    public void Max(ResourceAmounts other)
    {
        foreach (var (name, quantity) in other._amounts)
            _amounts[name] = Quantity.Max(this[name], quantity);
    }

    public DocObject ToDocument()
    {
        var made = new DocObject();
        foreach (var (name, quantity) in _amounts)
            made[name] = quantity.ToString();
        return made;
    }

    /// <summary><c>cpu=100m,pods=1</c>, as errors tell amounts.</summary>
    public override string ToString() => string.Join(",", _amounts.Select(pair => $"{pair.Key}={pair.Value}"));

    private static string TextOf(DocNode value) => value switch
    {
        DocString text => text.Value,
        DocNumber number => System.Text.Encoding.ASCII.GetString(number.Utf8.Span),
        _ => "",
    };
}
