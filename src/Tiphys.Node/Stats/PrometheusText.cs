using System.Globalization;
using System.Text;

namespace Tiphys.Node.Stats;

/// <summary>Writes metrics in the Prometheus text format 0.0.4.</summary>
internal sealed class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";
    private readonly StringBuilder _text = new();

    public PrometheusText Family(string name, string type, string help)
    {
        _text.Append("# HELP ").Append(name).Append(' ').Append(help).Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        return this;
    }

    /// <param name="at">Null to leave the time to the collector.</param>
    public PrometheusText Sample(string name, double value, DateTimeOffset? at, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        _text.Append(name);
        for (var i = 0; i < labels.Length; i++)
            _text.Append(i == 0 ? '{' : ',').Append(labels[i].Name).Append("=\"").Append(Escape(labels[i].Value)).Append('"');
        if (labels.Length > 0)
            _text.Append('}');
        _text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture));
        if (at is { } time)
            _text.Append(' ').Append(time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        _text.Append('\n');
        return this;
    }

    public byte[] ToUtf8() => Encoding.UTF8.GetBytes(_text.ToString());

    private static string Escape(string value) => value.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");
}
