using System.Text;

namespace Tiphys.Client.Requests;

/// <summary>Builds the query of a path, escaped.</summary>
internal sealed class QueryString(string path)
{
    private readonly StringBuilder _text = new(path);
    private bool _any;

    public void Add(string name, string? value)
    {
        if (string.IsNullOrEmpty(value))
            return;
        _text.Append(_any ? '&' : '?').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        _any = true;
    }

    public override string ToString() => _text.ToString();
}
