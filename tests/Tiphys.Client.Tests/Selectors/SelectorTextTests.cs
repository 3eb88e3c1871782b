using Tiphys.Client.Selectors;

namespace Tiphys.Client.Tests.Selectors;

public sealed class SelectorTextTests
{
    private static readonly Dictionary<string, string> Labels = new() { ["app"] = "web", ["tier"] = "front" };

    [Theory]
    [InlineData("app=web", true)]
    [InlineData("app==web,tier=front", true)]
    [InlineData("app!=web", false)]
    [InlineData("tier in (front,back)", true)]
    [InlineData("tier notin (front,back)", false)]
    [InlineData("app,!old", true)]
    [InlineData("old", false)]
    [InlineData("", false)]
    public void Parse_AnyForm_Matches(string text, bool expected) => Assert.Equal(expected, SelectorText.Parse(text).Matches(Labels));

    [Fact]
    public void Parse_UnknownOperator_IsRefused() => Assert.Throws<FormatException>(() => SelectorText.Parse("a among (b)"));
}
