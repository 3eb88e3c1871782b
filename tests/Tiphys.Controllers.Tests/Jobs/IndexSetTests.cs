using Tiphys.Controllers.Jobs;

namespace Tiphys.Controllers.Tests.Jobs;

public sealed class IndexSetTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("0", "0")]
    [InlineData("1,2", "1,2")]
    [InlineData("3,1,2,7", "1-3,7")]
    [InlineData("0-9", "0-4")]
    [InlineData("x,2-,-3,1", "1")]
    public void Parse_AnyText_WritesTheShortForm(string text, string expected) => Assert.Equal(expected, IndexSet.Parse(text, 5 + (text.Contains('7') ? 5 : 0)).ToString());
}
