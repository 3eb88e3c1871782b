using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Tiphys.Api.Documents;

/// <summary>
/// A JSON object with its members in order. Small objects are searched in a row (names are interned, so a hit is mostly a
/// reference comparison); from <see cref="IndexThreshold"/> members on a dictionary is kept beside the row.
/// </summary>
public sealed class DocObject : DocNode, IReadOnlyCollection<KeyValuePair<string, DocNode>>
{
    private const int IndexThreshold = 16;
    private readonly List<KeyValuePair<string, DocNode>> _members = [];
    private Dictionary<string, int>? _index;

    public int Count => _members.Count;

    /// <summary>Names in document order.</summary>
    public IEnumerable<string> Names => _members.Select(member => member.Key);

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
        _members.RemoveAt(at);
        _index = null;
        return true;
    }

    public void Clear()
    {
        _members.Clear();
        _index = null;
    }

    public override DocNode DeepClone()
    {
        var clone = new DocObject();
        clone._members.Capacity = _members.Count;
        foreach (var (name, value) in _members)
            clone._members.Add(new(name, value.DeepClone()));
        return clone;
    }

    /// <summary><see cref="DeepClone"/> with the static type.</summary>
    public DocObject Clone() => (DocObject)DeepClone();

    public override bool DeepEquals(DocNode? other)
    {
        if (other is not DocObject right || right.Count != Count)
            return false;
        foreach (var (name, value) in _members)
        {
            if (right[name] is not { } match || !value.DeepEquals(match))
                return false;
        }

        return true;
    }

    public override void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in _members)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    /// <summary>Appends without looking for an earlier member of that name; for the parser, which has looked.</summary>
    internal void Append(string name, DocNode value)
    {
        _index?.Add(name, _members.Count);
        _members.Add(new(name, value));
    }

    internal int IndexOf(string name)
    {
        var count = _members.Count;
        if (count >= IndexThreshold)
            return (_index ??= BuildIndex()).TryGetValue(name, out var found) ? found : -1;
        for (var i = 0; i < count; i++)
        {
            var key = _members[i].Key;
            if (ReferenceEquals(key, name) || key == name)
                return i;
        }

        return -1;
    }

    public List<KeyValuePair<string, DocNode>>.Enumerator GetEnumerator() => _members.GetEnumerator();

    IEnumerator<KeyValuePair<string, DocNode>> IEnumerable<KeyValuePair<string, DocNode>>.GetEnumerator() => _members.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _members.GetEnumerator();

    private Dictionary<string, int> BuildIndex()
    {
        var index = new Dictionary<string, int>(_members.Count, StringComparer.Ordinal);
        for (var i = 0; i < _members.Count; i++)
            index.Add(_members[i].Key, i);
        return index;
    }
}
