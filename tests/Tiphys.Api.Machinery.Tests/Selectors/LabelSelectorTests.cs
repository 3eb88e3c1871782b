using CsCheck;
using Tiphys.Api.Errors;
using Tiphys.Api.Machinery.Selectors;
using Tiphys.Api.Machinery.Tests.Schemas;

namespace Tiphys.Api.Machinery.Tests.Selectors;

public sealed class LabelSelectorTests
{
    private const string Labels = "{'app':'web','tier':'front','n':'5','empty':''}";

    [Theory]
    [InlineData("", true)]
    [InlineData("app=web", true)]
    [InlineData("app==web,tier!=back", true)]
    [InlineData("app!=web", false)]
    [InlineData("app in (web,api)", true)]
    [InlineData("app in (api)", false)]
    [InlineData("missing notin (a,b)", true)]
    [InlineData("tier notin (front)", false)]
    [InlineData("app", true)]
    [InlineData("!app", false)]
    [InlineData("!missing", true)]
    [InlineData("n>4,n<6", true)]
    [InlineData("n>5", false)]
    [InlineData("app>1", false)]
    [InlineData("empty=", true)]
    [InlineData("empty in ()", true)]
    [InlineData(" app in ( web , ), tier ", true)]
    [InlineData("in in (in)", false)]
    public void Match_EachOperator_FollowsTheGrammar(string selector, bool expected) =>
        Assert.Equal(expected, LabelSelector.Parse(selector).Matches(Json.Object(Labels)));

    [Theory]
    [InlineData("app=web=x", "found '=', expected: ',' or 'end of string'")]
    [InlineData("app in web", "unable to parse requirement: found 'web' expected: '('")]
    [InlineData("app,,tier", "found ',', expected: identifier after ','")]
    [InlineData("n>x", "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer")]
    [InlineData("!", "unable to parse requirement: found '', expected: identifier")]
    [InlineData("=a", "found '=', expected: !, identifier, or 'end of string'")]
    public void Parse_WrongText_AnswersBadRequestInUpstreamsForm(string selector, string message)
    {
        var error = Assert.Throws<ApiException>(() => LabelSelector.Parse(selector));
        Assert.Equal((400, message), (error.Code, error.Message));
    }

    [Fact]
    public void FromObject_MatchLabelsAndExpressions_PrintsByKey()
    {
        var selector = LabelSelector.FromObject(Json.Object(
            "{'matchLabels':{'b':'1'},'matchExpressions':[{'key':'a','operator':'In','values':['y','x']},{'key':'c','operator':'DoesNotExist'}]}"));
        Assert.Equal("a in (x,y),b=1,!c", selector.ToString());
    }

    [Fact]
    public void FromObject_MissingAndEmpty_MatchNothingAndEverything()
    {
        Assert.False(LabelSelector.FromObject(null).Matches(Json.Object(Labels)));
        Assert.True(LabelSelector.FromObject([]).Matches(Json.Object(Labels)));
    }

    [Fact]
    public void Parse_AnyText_ParsesOrAnswersBadRequest() => Gen.String[Gen.Char["ab=!,() <>/\\ in\u00e9"], 0, 24].Sample(text =>
    {
        try
        {
            var selector = LabelSelector.Parse(text);
            Assert.Equal(selector.ToString(), LabelSelector.Parse(selector.ToString()).ToString());
        }
        catch (ApiException e)
        {
            Assert.Equal(400, e.Code);
        }
    });
}
