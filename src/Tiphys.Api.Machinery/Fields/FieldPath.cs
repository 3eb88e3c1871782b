using System.Globalization;
using System.Text;

namespace Tiphys.Api.Machinery.Fields;

/// <summary>
/// Where in a document a value stands, as errors name it: <c>spec.containers[0].env[name]</c>. Immutable; a path costs one
/// small object per step and is written out only when an error needs it.
/// </summary>
public sealed class FieldPath
{
    private readonly FieldPath? _parent;
    private readonly string? _name;
    private readonly string? _key;
    private readonly int _index;

    private FieldPath(FieldPath? parent, string? name, string? key, int index)
    {
        _parent = parent;
        _name = name;
        _key = key;
        _index = index;
    }

    /// <summary>The document itself; its text is empty.</summary>
    public static FieldPath Root { get; } = new(null, null, null, 0);

    /// <summary>The field <paramref name="name"/> of this object.</summary>
    public FieldPath Child(string name) => new(this, name, null, 0);

    public FieldPath Child(string name, params ReadOnlySpan<string> more)
    {
        var path = Child(name);
        foreach (var step in more)
            path = path.Child(step);
        return path;
    }

    /// <summary>The element at a position of this list.</summary>
    public FieldPath Index(int index) => new(this, null, null, index);

    /// <summary>The value under a key of this map.</summary>
    public FieldPath Key(string key) => new(this, null, key, 0);

    public override string ToString()
    {
        var text = new StringBuilder();
        Append(text);
        return text.ToString();
    }

    private void Append(StringBuilder text)
    {
        if (_parent is null)
            return;
        _parent.Append(text);
        if (_name is not null)
            text.Append(text.Length > 0 ? "." : "").Append(_name);
        else
            text.Append('[').Append(_key ?? _index.ToString(CultureInfo.InvariantCulture)).Append(']');
    }
}
