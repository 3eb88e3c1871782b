using Tiphys.Api.Errors;
using Tiphys.Api.Machinery.Patches;
using Tiphys.Api.Machinery.Tests.Schemas;

namespace Tiphys.Api.Machinery.Tests.Patches;

public sealed class JsonPatchTests
{
    private const string Document = "{'a':{'b':[1,2,3]},'c/d':'x','n':null}";

    [Theory]
    [InlineData("[{'op':'add','path':'/a/e','value':1}]", "{'a':{'b':[1,2,3],'e':1},'c/d':'x','n':null}")]
    [InlineData("[{'op':'add','path':'/a/b/-','value':4}]", "{'a':{'b':[1,2,3,4]},'c/d':'x','n':null}")]
    [InlineData("[{'op':'add','path':'/a/b/1','value':9}]", "{'a':{'b':[1,9,2,3]},'c/d':'x','n':null}")]
    [InlineData("[{'op':'remove','path':'/c~1d'}]", "{'a':{'b':[1,2,3]},'n':null}")]
    [InlineData("[{'op':'replace','path':'/a/b/0','value':'z'}]", "{'a':{'b':['z',2,3]},'c/d':'x','n':null}")]
    [InlineData("[{'op':'move','from':'/a/b/2','path':'/last'}]", "{'a':{'b':[1,2]},'c/d':'x','n':null,'last':3}")]
    [InlineData("[{'op':'copy','from':'/c~1d','path':'/a/f'}]", "{'a':{'b':[1,2,3],'f':'x'},'c/d':'x','n':null}")]
    [InlineData("[{'op':'test','path':'/a/b/1','value':2.0},{'op':'remove','path':'/a'}]", "{'c/d':'x','n':null}")]
    [InlineData("[{'op':'replace','path':'/nope','value':1}]", "{'a':{'b':[1,2,3]},'c/d':'x','n':null,'nope':1}")]
    [InlineData("[{'op':'copy','from':'/a/nope','path':'/a/f'}]", "{'a':{'b':[1,2,3],'f':null},'c/d':'x','n':null}")]
    [InlineData("[{'op':'add','path':'a/e','value':1}]", "{'a':{'b':[1,2,3]},'c/d':'x','n':null,'e':1}")]
    public void Apply_EachOperation_FollowsTheRfcOrUpstreamsLibrary(string patch, string expected) =>
        Assert.Equal(Json.Object(expected).ToString(), JsonPatch.Apply(Json.Object(Document), Json.Node(patch)).ToString());

    [Theory]
    [InlineData("[{'op':'test','path':'/c~1d','value':'y'}]")]
    [InlineData("[{'op':'remove','path':'/nope'}]")]
    [InlineData("[{'op':'replace','path':'/nope/x','value':1}]")]
    [InlineData("[{'op':'add','path':'','value':{}}]")]
    [InlineData("[{'op':'copy','from':'','path':'/a/x'}]")]
    [InlineData("[{'op':'copy','from':'/a/b/9','path':'/a/x'}]")]
    [InlineData("[null]")]
    [InlineData("[{'op':'add','path':'/nope/x','value':1}]")]
    [InlineData("[{'op':'add','path':'/a/b/9','value':1}]")]
    [InlineData("[{'op':'move','from':'/a','path':'/a/b/0'}]")]
    [InlineData("[{'op':'shout','path':'/a'}]")]
    [InlineData("[{'op':'add','path':'a','value':1}]")]
    public void Apply_ImpossibleOperation_AnswersUnprocessable(string patch) =>
        Assert.Equal(422, Assert.Throws<ApiException>(() => JsonPatch.Apply(Json.Object(Document), Json.Node(patch))).Code);

    [Theory]
    [InlineData("[1]")]
    [InlineData("[{'op':'remove','path':'/a'},{'op':'remove','path':1}]")]
    [InlineData("[{'op':1,'path':'/a'}]")]
    public void Apply_NoOperation_IsABadRequest(string patch) =>
        Assert.Equal(400, Assert.Throws<ApiException>(() => JsonPatch.Apply(Json.Object(Document), Json.Node(patch))).Code);

    [Fact]
    public void Apply_TooManyOperations_AnswersTooLarge()
    {
        var patch = Json.Node("[" + string.Join(',', Enumerable.Repeat("{'op':'test','path':'/n','value':null}", JsonPatch.MaxOperations + 1)) + "]");
        Assert.Equal(413, Assert.Throws<ApiException>(() => JsonPatch.Apply(Json.Object(Document), patch)).Code);
    }

    [Fact]
    public void Apply_DoublingCopies_StopAtTheLimit()
    {
        var patch = Json.Node("[" + string.Join(',', Enumerable.Repeat("{'op':'copy','from':'/a/b','path':'/a/b/-'}", 200)) + "]");
        Assert.Equal(422, Assert.Throws<ApiException>(() => JsonPatch.Apply(Json.Object(Document), patch)).Code);
    }

    [Fact]
    public void Apply_DeepNestingByCopies_IsRefused()
    {
        var patch = Json.Node("[" + string.Join(',', Enumerable.Repeat("{'op':'copy','from':'/a','path':'/a/a'}", 600)) + "]");
        Assert.Equal(422, Assert.Throws<ApiException>(() => JsonPatch.Apply(Json.Object("{'a':{}}"), patch)).Code);
    }

    [Fact]
    public void Apply_AnyPatch_LeavesTheInputAlone()
    {
        var document = Json.Object(Document);
        JsonPatch.Apply(document, Json.Node("[{'op':'add','path':'/a/b/-','value':4},{'op':'remove','path':'/n'}]"));
        Assert.Equal(Json.Object(Document).ToString(), document.ToString());
    }
}
