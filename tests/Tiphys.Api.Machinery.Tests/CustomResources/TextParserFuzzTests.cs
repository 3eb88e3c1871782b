using CsCheck;
using Tiphys.Api.Machinery.CustomResources;
using Tiphys.Api.Machinery.Naming;
using Tiphys.Api.Machinery.Validation.Workloads;
using Tiphys.Primitives.Quantities;

namespace Tiphys.Api.Machinery.Tests.CustomResources;

/// <summary>Parsers of short texts that clients send: any text is read or refused, and what is written reads back the same.</summary>
public sealed class TextParserFuzzTests
{
    [Fact]
    public void Quantity_AnyText_ReadsBackWhatItWrites() => Gen.String[Gen.Char["0123456789.+-eEmkMGiKunTP "], 0, 14].Sample(text =>
    {
        if (!Quantity.TryParse(text, out var value))
            return;
        var written = value.ToString();
        Assert.True(Quantity.TryParse(written, out var again), $"{text} was written as {written}, which does not read back");
        // A binary amount with a fraction is written rounded up to whole units.
        Assert.True(again >= value && again - value < Quantity.FromUnits(1), $"{text} was written as {written}");
        Assert.Equal(written, again.ToString());
    });

    [Fact]
    public void Quantity_SumsAndDifferences_AreExact() => Gen.Select(Gen.Long[-1_000_000_000, 1_000_000_000], Gen.Long[-1_000_000_000, 1_000_000_000]).Sample((left, right) =>
    {
        Assert.Equal(left + right, (Quantity.FromMilli(left) + Quantity.FromMilli(right)).MilliValue);
        Assert.Equal(left.CompareTo(right), Quantity.FromMilli(left).CompareTo(Quantity.FromMilli(right)));
    });

    [Fact]
    public void CronSchedule_AnyText_IsJudged() => Gen.String[Gen.Char["0123456789*/,-? @evrydailyMONsun"], 0, 24].Sample(text =>
    {
        _ = CronSchedule.ErrorOf(text);
    });

    [Fact]
    public void GoDuration_AnyText_IsReadOrRefused() => Gen.String[Gen.Char["0123456789.hmsnuµdw+-"], 0, 16].Sample(text =>
    {
        Assert.Equal(GoDuration.TryParse(text, out var once), GoDuration.TryParse(text, out var again));
        Assert.Equal(once, again);
    });

    [Fact]
    public void Formats_AnyText_IsJudged() => Gen.Select(Gen.Int[0, 12], Gen.String[0, 24]).Sample((index, text) =>
    {
        string[] formats = ["date-time", "date", "duration", "byte", "ipv4", "ipv6", "cidr", "mac", "uuid", "uri", "hostname", "email", "k8s-long-name"];
        _ = Formats.Fits(formats[index], text);
    });

    [Fact]
    public void NameFormats_AnyText_IsJudged() => Gen.String[Gen.Char["aA0-./_*%é "], 0, 20].Sample(text =>
    {
        _ = NameFormats.QualifiedName(text);
        _ = NameFormats.WildcardSubdomain(text);
        if (NameFormats.Subdomain(text) is null)
            Assert.Null(NameFormats.PathSegment(text));
    });

    [Theory]
    [InlineData("*/5 * * * *", true)]
    [InlineData("0 0 1,15 jan-jun mon", true)]
    [InlineData("@daily", true)]
    [InlineData("@every 1h30m", true)]
    [InlineData("60 * * * *", false)]
    [InlineData("* * * *", false)]
    [InlineData("TZ=UTC * * * * *", false)]
    public void CronSchedule_ErrorOf_KnowsTheSyntax(string schedule, bool valid) => Assert.Equal(valid, CronSchedule.ErrorOf(schedule) is null);
}
