using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.CustomResources;

namespace Tiphys.Api.Machinery.Tests.CustomResources;

public sealed class AllowedValuesTests
{
    private static readonly string Many = string.Join(',', Enumerable.Range(100, 50).Select(at => $"{at}"));

    [Theory]
    [InlineData("1", true)]
    [InlineData("1.0", true)]
    [InlineData("-0", true)]
    [InlineData("2", false)]
    [InlineData("\"a\"", true)]
    [InlineData("\"A\"", false)]
    [InlineData("""{"y":[1],"x":null}""", true)]
    [InlineData("""{"x":null,"y":[2]}""", false)]
    [InlineData("true", true)]
    [InlineData("false", false)]
    public void Contain_FewOrMany_MeansTheSame(string value, bool isAllowed)
    {
        const string Some = """0,1,"a",true,{"x":null,"y":[1.0]}""";

        Assert.Equal(isAllowed, AllowedValues.Contain(List(Some), Node(value)));
        Assert.Equal(isAllowed, AllowedValues.Contain(List($"{Some},{Many}"), Node(value)));
    }

    private static DocArray List(string items) => (DocArray)Node($"[{items}]");

    private static DocNode Node(string json) => DocReader.ParseObject(System.Text.Encoding.UTF8.GetBytes($$"""{"n":{{json}}}"""))["n"]!;
}
