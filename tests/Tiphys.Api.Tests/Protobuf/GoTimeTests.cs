using CsCheck;
using Tiphys.Api.Protobuf;

namespace Tiphys.Api.Tests.Protobuf;

public sealed class GoTimeTests
{
    [Theory]
    [InlineData(0L, "0s")]
    [InlineData(1L, "1ns")]
    [InlineData(1_500L, "1.5\u00b5s")]
    [InlineData(250_000_000L, "250ms")]
    [InlineData(1_500_000_000L, "1.5s")]
    [InlineData(60_000_000_000L, "1m0s")]
    [InlineData(3_600_000_000_000L, "1h0m0s")]
    [InlineData(-5_400_000_000_000L, "-1h30m0s")]
    [InlineData(long.MaxValue, "2562047h47m16.854775807s")]
    public void Duration_Number_IsWrittenAsGoWritesIt(long nanoseconds, string text) => Assert.Equal(text, GoTime.Duration(nanoseconds));

    [Theory]
    [InlineData("1h30m", 5_400_000_000_000L)]
    [InlineData("-1.5s", -1_500_000_000L)]
    [InlineData(".5m", 30_000_000_000L)]
    [InlineData("0", 0L)]
    [InlineData("1us2ms", 2_001_000L)]
    public void Duration_Text_IsReadAsGoReadsIt(string text, long nanoseconds)
    {
        Assert.True(GoTime.TryParseDuration(text, out var read));
        Assert.Equal(nanoseconds, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("s")]
    [InlineData("1d")]
    [InlineData("1..5s")]
    [InlineData("99999999999h")]
    public void Duration_WrongText_IsRefused(string text) => Assert.False(GoTime.TryParseDuration(text, out _));

    [Fact]
    public void Duration_AnyNumber_ReadsBack() => Gen.Long[-long.MaxValue, long.MaxValue].Sample(
        nanoseconds => GoTime.TryParseDuration(GoTime.Duration(nanoseconds), out var read) && read == nanoseconds);

    [Fact]
    public void Duration_AnyText_IsRefusedOrMeansWhatItsOwnFormMeans() => Gen.String[Gen.Char["0123456789.-+hmsnuµ "], 0, 30].Sample(
        text => !GoTime.TryParseDuration(text, out var value)
            || (GoTime.TryParseDuration(GoTime.Duration(value), out var again) && again == value));

    [Theory]
    [InlineData("2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z")]
    [InlineData("2026-01-02T05:04:05.9+02:00", "2026-01-02T03:04:05Z")]
    [InlineData("1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z")]
    public void Instant_Text_ComesBackInUtc(string text, string expected)
    {
        Assert.True(GoTime.TryParseInstant(text, out var seconds, out var nanoseconds));
        Assert.Equal(expected, GoTime.Instant(seconds, nanoseconds, micro: false));
    }

    [Fact]
    public void Instant_OutOfRange_IsRefused() => Assert.Throws<ProtobufFormatException>(() => GoTime.Instant(long.MaxValue, 0, micro: false));
}
