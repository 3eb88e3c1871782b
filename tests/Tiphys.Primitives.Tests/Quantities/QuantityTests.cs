using Tiphys.Primitives.Quantities;

namespace Tiphys.Primitives.Tests.Quantities;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("0.1", "100m")]
    [InlineData("1024Mi", "1Gi")]
    [InlineData("1.5Gi", "1536Mi")]
    [InlineData("1000", "1k")]
    [InlineData("12345", "12345")]
    [InlineData("1000m", "1")]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("1e3", "1e3")]
    [InlineData("1500e-3", "1500e-3")]
    [InlineData("0.5Ki", "512")]
    [InlineData("100000000000000000000", "9223372036854775807")]
    [InlineData("0.0000000001", "1n")]
    [InlineData("+5", "5")]
    [InlineData("-1.5", "-1500m")]
    [InlineData("1E", "1E")]
    [InlineData(".5", "500m")]
    [InlineData("5.", "5")]
    public void ToString_AnyForm_IsCanonical(string text, string canonical) => Assert.Equal(canonical, Quantity.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("1x")]
    [InlineData("1.2.3")]
    [InlineData("1 Gi")]
    [InlineData("1e")]
    [InlineData("--1")]
    [InlineData("1gi")]
    public void TryParse_NoQuantity_IsFalse(string text) => Assert.False(Quantity.TryParse(text, out _));

    [Fact]
    public void Values_Fractions_RoundUp()
    {
        Assert.Equal((2, 1001), (Quantity.Parse("1.0001").Value, Quantity.Parse("1.0001").MilliValue));
        Assert.Equal(long.MaxValue, Quantity.Parse("9E").MilliValue);
    }

    [Fact]
    public void Arithmetic_MixedFormats_KeepsTheFirst()
    {
        var sum = Quantity.Parse("1Gi") + Quantity.Parse("1024Mi");
        Assert.Equal("2Gi", sum.ToString());
        Assert.True(Quantity.Parse("1000m") == Quantity.Parse("1"));
        Assert.Equal("-500m", (Quantity.Parse("500m") - Quantity.Parse("1")).ToString());
    }
}
