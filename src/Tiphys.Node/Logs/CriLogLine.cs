namespace Tiphys.Node.Logs;

/// <summary>
/// One line of a container's log file: <c>2026-01-02T03:04:05.000000006Z stdout F text</c>, P in place of F for a part of a longer line.
/// </summary>
internal readonly ref struct CriLogLine
{
    private CriLogLine(ReadOnlySpan<byte> time, bool isError, bool isPartial, ReadOnlySpan<byte> text)
    {
        Time = time;
        IsError = isError;
        IsPartial = isPartial;
        Text = text;
    }

    /// <summary>RFC 3339 with nanoseconds, as written.</summary>
    public ReadOnlySpan<byte> Time { get; }

    public bool IsError { get; }

    public bool IsPartial { get; }

    public ReadOnlySpan<byte> Text { get; }

    /// <param name="line">Without its line feed.</param>
    /// <returns>False for a line of another form.</returns>
    public static bool TryParse(ReadOnlySpan<byte> line, out CriLogLine parsed)
    {
        parsed = default;
        var first = line.IndexOf((byte)' ');
        if (first <= 0)
            return false;
        var rest = line[(first + 1)..];
        var second = rest.IndexOf((byte)' ');
        if (second <= 0)
            return false;
        var isError = rest[..second].SequenceEqual("stderr"u8);
        if (!isError && !rest[..second].SequenceEqual("stdout"u8))
            return false;
        var tail = rest[(second + 1)..];
        var third = tail.IndexOf((byte)' ');
        // A line without text may lack the blank after its tag.
        var tags = third < 0 ? tail : tail[..third];
        parsed = new CriLogLine(line[..first], isError, tags.StartsWith("P"u8), third < 0 ? [] : tail[(third + 1)..]);
        return true;
    }

    /// <summary>The line's time; the beginning of time if it is not one.</summary>
    public DateTimeOffset Timestamp() => DateTimeOffset.TryParse(
        System.Text.Encoding.ASCII.GetString(Time),
        System.Globalization.CultureInfo.InvariantCulture,
        System.Globalization.DateTimeStyles.AssumeUniversal,
        out var value) ? value : DateTimeOffset.MinValue;
}
