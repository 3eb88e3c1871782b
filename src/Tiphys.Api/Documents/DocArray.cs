using System.Collections;
using System.Text.Json;

namespace Tiphys.Api.Documents;

/// <summary>A JSON array.</summary>
public sealed class DocArray : DocNode, IReadOnlyList<DocNode>
{
    private readonly List<DocNode> _items;

    public DocArray() => _items = [];

    public DocArray(IEnumerable<DocNode> items) => _items = [.. items];

    public int Count => _items.Count;

    public DocNode this[int index]
    {
        get => _items[index];
        set => _items[index] = value;
    }

    public void Add(DocNode item) => _items.Add(item);

    public void Insert(int index, DocNode item) => _items.Insert(index, item);

    public void RemoveAt(int index) => _items.RemoveAt(index);

    public int RemoveAll(Predicate<DocNode> match) => _items.RemoveAll(match);

    public void Clear() => _items.Clear();

    /// <summary>The string elements; other elements are passed over.</summary>
    public IEnumerable<string> Strings() => _items.OfType<DocString>().Select(item => item.Value);

    /// <summary>The object elements; other elements are passed over.</summary>
    public IEnumerable<DocObject> Objects() => _items.OfType<DocObject>();

    public override DocNode DeepClone()
    {
        var clone = new DocArray();
        clone._items.Capacity = _items.Count;
        foreach (var item in _items)
            clone._items.Add(item.DeepClone());
        return clone;
    }

    public override bool DeepEquals(DocNode? other)
    {
        if (other is not DocArray array || array.Count != Count)
            return false;
        for (var i = 0; i < _items.Count; i++)
        {
            if (!_items[i].DeepEquals(array._items[i]))
                return false;
        }

        return true;
    }

    internal override void Write(ref JsonText output)
    {
        if (_items.Count == 0)
        {
            output.Raw("[]"u8);
            return;
        }

        output.Open((byte)'[');
        for (var i = 0; i < _items.Count; i++)
        {
            if (i > 0)
                output.Next();
            _items[i].Write(ref output);
        }

        output.Close((byte)']');
    }

    public override void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (var item in _items)
            item.WriteTo(writer);
        writer.WriteEndArray();
    }

    public List<DocNode>.Enumerator GetEnumerator() => _items.GetEnumerator();

    IEnumerator<DocNode> IEnumerable<DocNode>.GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();
}
