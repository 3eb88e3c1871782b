using System.Buffers;

namespace Tiphys.Node.Logs;

/// <summary>Turns lines of a container's log file into what a user asked to see.</summary>
internal sealed class CriLogFormatter(LogOptions options)
{
    private long _left = options.LimitBytes ?? long.MaxValue;
    private bool _inLine;

    /// <summary>Writes one line of the file. False when the bound on bytes is reached.</summary>
    public bool Write(ReadOnlySpan<byte> raw, IBufferWriter<byte> output)
    {
        if (!CriLogLine.TryParse(raw, out var line))
            return true;
        if (options.IsError is { } wanted && wanted != line.IsError)
            return true;
        if (options.Since is { } since && line.Timestamp() < since)
            return true;
        // The parts of a long line follow each other: only its first shows a time.
        if (options.Timestamps && !_inLine)
        {
            Append(line.Time, output);
            Append(" "u8, output);
        }

        Append(line.Text, output);
        _inLine = line.IsPartial;
        if (!line.IsPartial)
            Append("\n"u8, output);
        return _left > 0;
    }

    private void Append(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        var part = bytes[..(int)Math.Min(bytes.Length, _left)];
        output.Write(part);
        _left -= part.Length;
    }
}
