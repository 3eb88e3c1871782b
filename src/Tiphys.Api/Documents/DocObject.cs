using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Tiphys.Api.Documents;

/// <summary>
/// A JSON object with its members in order. Small objects are searched in a row (names are interned, so a hit is mostly a
/// reference comparison); larger ones keep an index beside the row, and leave holes where members were removed until half of
/// the row is holes, so that no sequence of changes is quadratic.
/// </summary>
public sealed partial class DocObject : DocNode, IReadOnlyCollection<KeyValuePair<string, DocNode>>
{
    private const int IndexThreshold = 24;
    private const int FirstCapacity = 4;
    private KeyValuePair<string, DocNode>[] _members = [];
    private int _length;
    private int _holes;
    private Dictionary<string, int>? _index;

    public int Count => _length - _holes;

    /// <summary>Names in document order.</summary>
    public IEnumerable<string> Names
    {
        get
        {
            foreach (var (name, _) in this)
                yield return name;
        }
    }

    /// <summary>The member's value, null if there is none. Setting null removes the member; <see cref="DocNull"/> is an explicit null.</summary>
    public DocNode? this[string name]
    {
        get
        {
            var at = IndexOf(name);
            return at < 0 ? null : _members[at].Value;
        }

        set
        {
            if (value is null)
                Remove(name);
            else
                Set(name, value);
        }
    }

    public bool ContainsKey(string name) => IndexOf(name) >= 0;

    public bool TryGetValue(string name, [NotNullWhen(true)] out DocNode? value) => (value = this[name]) is not null;

    /// <summary>The string value of a member; null if it is missing or not a string.</summary>
    public string? GetString(string name) => (this[name] as DocString)?.Value;

    /// <summary>The whole-number value of a member; null if it is missing or not a whole number.</summary>
    public long? GetInt64(string name) => this[name] is DocNumber number && number.TryGetInt64(out var value) ? value : null;

    /// <summary>The boolean value of a member; null if it is missing or not a boolean.</summary>
    public bool? GetBool(string name) => (this[name] as DocBool)?.Value;

    /// <summary>The object value of a member; null if it is missing or not an object.</summary>
    public DocObject? GetObject(string name) => this[name] as DocObject;

    /// <summary>The array value of a member; null if it is missing or not an array.</summary>
    public DocArray? GetArray(string name) => this[name] as DocArray;

    /// <summary>Follows member names through nested objects; null where the path ends early.</summary>
    public DocNode? GetPath(params ReadOnlySpan<string> path)
    {
        DocNode? node = this;
        foreach (var name in path)
        {
            if (node is not DocObject inner)
                return null;
            node = inner[name];
        }

        return node;
    }

    /// <summary>The object under a member, made (replacing anything that is not an object) if it is not there.</summary>
    public DocObject GetOrAddObject(string name)
    {
        if (this[name] is DocObject found)
            return found;
        var made = new DocObject();
        Set(name, made);
        return made;
    }

    /// <summary>Replaces the member in place or appends it.</summary>
    public void Set(string name, DocNode value)
    {
        var at = IndexOf(name);
        if (at >= 0)
            _members[at] = new(_members[at].Key, value);
        else
            Append(name, value);
    }

    /// <summary>Adds collection-initializer support: <c>new DocObject { ["a"] = 1, ... }</c> or <c>{ "a", 1 }</c>.</summary>
    public void Add(string name, DocNode value) => Set(name, value);

    public bool Remove(string name)
    {
        var at = IndexOf(name);
        if (at < 0)
            return false;
        if (_index is null)
        {
            _length--;
            Array.Copy(_members, at + 1, _members, at, _length - at);
            _members[_length] = default;
            return true;
        }

        _index.Remove(name);
        _members[at] = default;
        _holes++;
        if (_holes > _length / 2)
            Compact();
        return true;
    }

    public void Clear()
    {
        (_members, _length, _holes, _index) = ([], 0, 0, null);
    }

    public override DocNode DeepClone()
    {
        var clone = new DocObject { _members = new KeyValuePair<string, DocNode>[Count] };
        foreach (var (name, value) in this)
            clone._members[clone._length++] = new(name, value.DeepClone());
        return clone;
    }

    /// <summary><see cref="DeepClone"/> with the static type.</summary>
    public DocObject Clone() => (DocObject)DeepClone();

    public override bool DeepEquals(DocNode? other)
    {
        if (other is not DocObject right || right.Count != Count)
            return false;
        foreach (var (name, value) in this)
        {
            if (right[name] is not { } match || !value.DeepEquals(match))
                return false;
        }

        return true;
    }

    public override void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in this)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    internal override void Write(ref JsonText output)
    {
        if (Count == 0)
        {
            output.Raw("{}"u8);
            return;
        }

        output.Open((byte)'{');
        var first = true;
        foreach (var (name, value) in this)
        {
            if (!first)
                output.Next();
            first = false;
            output.Name(name);
            value.Write(ref output);
        }

        output.Close((byte)'}');
    }

    /// <summary>Appends without looking for an earlier member of that name; for the parser, which has looked.</summary>
    internal void Append(string name, DocNode value)
    {
        if (_length == _members.Length)
            Array.Resize(ref _members, Math.Max(FirstCapacity, _length * 2));
        _index?.Add(name, _length);
        _members[_length++] = new(name, value);
    }

    internal int IndexOf(string name)
    {
        if (_length >= IndexThreshold)
            return (_index ??= BuildIndex()).TryGetValue(name, out var found) ? found : -1;
        for (var i = 0; i < _length; i++)
        {
            var key = _members[i].Key;
            if (ReferenceEquals(key, name) || key == name)
                return i;
        }

        return -1;
    }

    public Enumerator GetEnumerator() => new(this);

    IEnumerator<KeyValuePair<string, DocNode>> IEnumerable<KeyValuePair<string, DocNode>>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Compact()
    {
        var kept = 0;
        for (var i = 0; i < _length; i++)
        {
            if (_members[i].Key is not null)
                _members[kept++] = _members[i];
        }

        Array.Clear(_members, kept, _length - kept);
        (_length, _holes, _index) = (kept, 0, null);
    }

    private Dictionary<string, int> BuildIndex()
    {
        var index = new Dictionary<string, int>(_length, StringComparer.Ordinal);
        for (var i = 0; i < _length; i++)
            index.TryAdd(_members[i].Key, i);
        return index;
    }
}
