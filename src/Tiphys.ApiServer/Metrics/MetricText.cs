using System.Globalization;
using System.Text;

namespace Tiphys.ApiServer.Metrics;

/// <summary>Writes the Prometheus text format (version 0.0.4).</summary>
public sealed class MetricText
{
    private readonly StringBuilder _text = new(16 << 10);

    /// <summary>Begins a family; its samples follow.</summary>
    /// <param name="type">counter, gauge or histogram.</param>
    public void Family(string name, string type, string help) =>
        _text.Append("# HELP ").Append(name).Append(' ').Append(help).Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

    /// <summary>One sample.</summary>
    /// <param name="labels">Names and values in turn.</param>
    public void Sample(string name, double value, params ReadOnlySpan<string> labels)
    {
        _text.Append(name);
        for (var i = 0; i + 1 < labels.Length; i += 2)
        {
            _text.Append(i == 0 ? '{' : ',').Append(labels[i]).Append("=\"");
            Escape(labels[i + 1]);
            _text.Append('"');
        }

        if (labels.Length > 0)
            _text.Append('}');
        _text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    public byte[] ToUtf8() => Encoding.UTF8.GetBytes(_text.ToString());

    private void Escape(string value)
    {
        foreach (var c in value)
        {
            _ = c switch
            {
                '\\' => _text.Append("\\\\"),
                '"' => _text.Append("\\\""),
                '\n' => _text.Append("\\n"),
                _ => _text.Append(c),
            };
        }
    }
}
