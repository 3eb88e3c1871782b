using CsCheck;
using Tiphys.Api.Errors;
using Tiphys.Api.Machinery.Selectors;
using Tiphys.Api.Machinery.Tests.Schemas;

namespace Tiphys.Api.Machinery.Tests.Selectors;

public sealed class FieldSelectorTests
{
    [Theory]
    [InlineData("metadata.name=a", true)]
    [InlineData("metadata.name!=a", false)]
    [InlineData("status.phase==Running,spec.nodeName=", true)]
    [InlineData("spec.hostNetwork=false", true)]
    [InlineData("spec.hostNetwork=true", false)]
    public void Match_Fields_ComparesTheirText(string selector, bool expected) => Assert.Equal(
        expected,
        FieldSelector.Parse(selector).Matches(SmallPod.Resource, Json.Object("{'metadata':{'name':'a'},'status':{'phase':'Running'}}")));

    [Fact]
    public void EnsureSupported_UnknownField_AnswersBadRequest()
    {
        var error = Assert.Throws<ApiException>(() => FieldSelector.Parse("spec.foo=1").EnsureSupported(SmallPod.Resource));
        Assert.Equal("field label not supported: spec.foo", error.Message);
    }

    [Fact]
    public void Parse_EscapedValue_IsUnescaped() => Assert.Equal("a,b=c\\", FieldSelector.Parse("x=a\\,b\\=c\\\\").Terms[0].Value);

    [Fact]
    public void Parse_NoOperator_SaysWhichPart()
    {
        var error = Assert.Throws<ApiException>(() => FieldSelector.Parse("a=b,foo"));
        Assert.Equal("invalid selector: 'a=b,foo'; can't understand 'foo'", error.Message);
    }

    [Fact]
    public void Parse_AnyText_ParsesOrAnswersBadRequest() => Gen.String[Gen.Char["ab=!,\\."], 0, 20].Sample(text =>
    {
        try
        {
            FieldSelector.Parse(text);
        }
        catch (ApiException e)
        {
            Assert.Equal(400, e.Code);
        }
    });
}
