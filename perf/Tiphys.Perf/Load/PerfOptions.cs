using System.Globalization;

namespace Tiphys.Perf.Load;

/// <summary>The options behind a benchmark's name: <c>--key value</c>.</summary>
internal sealed class PerfOptions
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">An option without a value, or a word that is no option.</exception>
    public static PerfOptions Parse(IReadOnlyList<string> words)
    {
        var options = new PerfOptions();
        for (int i = 0; i < words.Count; i += 2)
        {
            if (!words[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == words.Count)
                throw new ArgumentException($"'{words[i]}' is not an option with a value");
            options._values[words[i][2..]] = words[i + 1];
        }

        return options;
    }

    public string? Text(string name) => _values.GetValueOrDefault(name);

    public int Number(string name, int otherwise) =>
        _values.TryGetValue(name, out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    public TimeSpan Seconds(string name, double otherwise) =>
        TimeSpan.FromSeconds(_values.TryGetValue(name, out string? text) ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise);
}
