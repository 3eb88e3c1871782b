using System.Buffers;
using System.Text;
using Tiphys.Node.Logs;

namespace Tiphys.Node.Tests.Logs;

public sealed class CriLogTests : IDisposable
{
    private const string Time = "2026-01-02T03:04:05.000000006Z";
    private readonly string _file = Path.GetTempFileName();

    [Fact]
    public void Lines_InParts_AreJoined() =>
        Assert.Equal("abcd\nend\n", Format(new LogOptions(), $"{Time} stdout P ab", $"{Time} stdout F cd", $"{Time} stdout F end"));

    [Fact]
    public void Timestamps_StandOnceBeforeALine() =>
        Assert.Equal($"{Time} abcd\n", Format(new LogOptions { Timestamps = true }, $"{Time} stdout P ab", $"{Time} stdout F cd"));

    [Fact]
    public void Since_PassesOverWhatCameBefore() => Assert.Equal(
        "new\n",
        Format(new LogOptions { Since = new DateTimeOffset(2026, 1, 2, 3, 4, 6, TimeSpan.Zero) }, $"{Time} stdout F old", "2026-01-02T03:04:07Z stdout F new"));

    [Fact]
    public void Stream_OnlyErrors_GivesThose() =>
        Assert.Equal("err\n", Format(new LogOptions { IsError = true }, $"{Time} stdout F out", $"{Time} stderr F err"));

    [Fact]
    public void Bytes_Bounded_EndThere() => Assert.Equal("ab", Format(new LogOptions { LimitBytes = 2 }, $"{Time} stdout F abcd", $"{Time} stdout F more"));

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("2026 stdin F x")]
    public void Line_OfAnotherForm_IsPassedOver(string line) => Assert.Equal("", Format(new LogOptions(), line));

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "3\n")]
    [InlineData(2, "2\n3\n")]
    [InlineData(9, "1\n2\n3\n")]
    public void Tail_Lines_BeginThere(long lines, string expected)
    {
        File.WriteAllText(_file, "1\n2\n3\n");
        using var stream = File.OpenRead(_file);

        stream.Seek(CriLogSeek.LastLines(stream, lines), SeekOrigin.Begin);

        Assert.Equal(expected, new StreamReader(stream).ReadToEnd());
    }

    [Fact]
    public void TailOfTheLog_ForAMessage_IsItsEndInText()
    {
        File.WriteAllLines(_file, Enumerable.Range(0, 200).Select(i => $"{Time} stderr F line{i}"));

        Assert.Equal("line198\nline199\n", CriLogTail.Read(_file, 2, 2048));
        Assert.Equal(10, CriLogTail.Read(_file, 80, 10).Length);
    }

    public void Dispose() => File.Delete(_file);

    private static string Format(LogOptions options, params string[] lines)
    {
        var formatter = new CriLogFormatter(options);
        var output = new ArrayBufferWriter<byte>();
        foreach (var line in lines)
        {
            if (!formatter.Write(Encoding.UTF8.GetBytes(line), output))
                break;
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
