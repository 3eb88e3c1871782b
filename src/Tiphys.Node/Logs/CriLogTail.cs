using System.Text;

namespace Tiphys.Node.Logs;

/// <summary>Reads the end of a container's log.</summary>
internal static class CriLogTail
{
    /// <summary>The text of the last lines, both streams, no more bytes than given; empty if there is no log.</summary>
    public static string Read(string path, int mostLines, int mostBytes)
    {
        if (!File.Exists(path))
            return "";
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        // Each line carries about 40 bytes of its own beside the text.
        var window = Math.Min(file.Length, mostBytes + (mostLines * 64L));
        file.Seek(-window, SeekOrigin.End);
        var buffer = new byte[window];
        file.ReadExactly(buffer);
        var text = new StringBuilder();
        foreach (var range in Lines(buffer, mostLines))
        {
            if (CriLogLine.TryParse(buffer.AsSpan(range), out var line))
                text.Append(Encoding.UTF8.GetString(line.Text)).Append(line.IsPartial ? "" : "\n");
        }

        return text.Length > mostBytes ? text.ToString(text.Length - mostBytes, mostBytes) : text.ToString();
    }

    private static IEnumerable<Range> Lines(byte[] buffer, int most)
    {
        var ranges = new List<Range>();
        var start = 0;
        for (var end = Array.IndexOf(buffer, (byte)'\n'); end >= 0; end = Array.IndexOf(buffer, (byte)'\n', start))
        {
            ranges.Add(start..end);
            start = end + 1;
        }

        return ranges.Count > most ? ranges.Skip(ranges.Count - most) : ranges;
    }
}
