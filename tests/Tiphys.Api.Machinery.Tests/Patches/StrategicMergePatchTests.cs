using Tiphys.Api.Errors;
using Tiphys.Api.Machinery.Patches;
using Tiphys.Api.Machinery.Tests.Schemas;

namespace Tiphys.Api.Machinery.Tests.Patches;

public sealed class StrategicMergePatchTests
{
    private const string Document = """
        {'metadata':{'finalizers':['a','b'],'labels':{'x':'1','y':'2'}},
         'spec':{'nodeName':'n','containers':[{'name':'one','image':'i1','args':['p']},{'name':'two','image':'i2'}],
                 'volumes':[{'name':'v','emptyDir':{}}]}}
        """;

    [Theory]
    [InlineData("merges list elements by key", "{'spec':{'containers':[{'name':'two','image':'i3'}]}}", "spec.containers",
        "[{'name':'one','image':'i1','args':['p']},{'name':'two','image':'i3'}]")]
    [InlineData("puts new elements before the server's", "{'spec':{'containers':[{'name':'new','image':'i'}]}}", "spec.containers",
        "[{'name':'new','image':'i'},{'name':'one','image':'i1','args':['p']},{'name':'two','image':'i2'}]")]
    [InlineData("deletes by directive", "{'spec':{'containers':[{'name':'one','$patch':'delete'}]}}", "spec.containers",
        "[{'name':'two','image':'i2'}]")]
    [InlineData("replaces a list", "{'spec':{'containers':[{'name':'x'},{'$patch':'replace'}]}}", "spec.containers", "[{'name':'x'}]")]
    [InlineData("replaces an atomic list", "{'spec':{'containers':[{'name':'one','args':['q','r']}]}}", "spec.containers",
        "[{'name':'one','image':'i1','args':['q','r']},{'name':'two','image':'i2'}]")]
    [InlineData("orders elements", "{'spec':{'$setElementOrder/containers':[{'name':'two'},{'name':'one'}]}}", "spec.containers",
        "[{'name':'two','image':'i2'},{'name':'one','image':'i1','args':['p']}]")]
    [InlineData("merges and orders", "{'spec':{'$setElementOrder/containers':[{'name':'two'},{'name':'3'},{'name':'one'}],'containers':[{'name':'3'}]}}",
        "spec.containers", "[{'name':'two','image':'i2'},{'name':'3'},{'name':'one','image':'i1','args':['p']}]")]
    [InlineData("merges primitive lists", "{'metadata':{'finalizers':['c','a']}}", "metadata.finalizers", "['c','a','b']")]
    [InlineData("deletes primitives", "{'metadata':{'$deleteFromPrimitiveList/finalizers':['a']}}", "metadata.finalizers", "['b']")]
    [InlineData("null removes", "{'metadata':{'labels':{'x':null,'z':null}}}", "metadata.labels", "{'y':'2'}")]
    [InlineData("replaces an object", "{'metadata':{'labels':{'$patch':'replace','k':'v'}}}", "metadata.labels", "{'k':'v'}")]
    [InlineData("deletes an object's content", "{'metadata':{'labels':{'$patch':'delete'}}}", "metadata.labels", "{}")]
    [InlineData("retains keys", "{'spec':{'volumes':[{'name':'v','$retainKeys':['name','hostPath'],'hostPath':{'path':'/p'}}]}}", "spec.volumes",
        "[{'name':'v','hostPath':{'path':'/p'}}]")]
    public void Apply_EachDirective_FollowsUpstream(string because, string patch, string path, string expected)
    {
        var patched = StrategicMergePatch.Apply(Json.Object(Document), Json.Object(patch), SmallPod.Resource.Schema);
        Assert.True(
            Json.Node(expected).DeepEquals(patched.GetPath(path.Split('.'))),
            $"{because}: expected {expected}, got {patched.GetPath(path.Split('.'))}");
    }

    [Theory]
    [InlineData("{'spec':{'containers':[{'image':'i'}]}}", 500)]
    [InlineData("{'spec':{'containers':[{'name':'one','$patch':'shout'}]}}", 500)]
    [InlineData("{'spec':{'$patch':'shout'}}", 500)]
    [InlineData("{'spec':{'volumes':[{'name':'v','$retainKeys':['name'],'hostPath':{}}]}}", 400)]
    [InlineData("{'spec':{'$setElementOrder/containers':1}}", 500)]
    [InlineData("{'spec':{'$setElementOrder/containers':[{'name':'b'},{'name':'a'}],'containers':[{'name':'a'},{'name':'b'}]}}", 500)]
    [InlineData("{'metadata':{'$deleteFromPrimitiveList/finalizers':'a'}}", 400)]
    [InlineData("{'metadata':{'$deleteFromPrimitiveList/finalizers':[1]}}", 500)]
    [InlineData("{'metadata':{'finalizers':[1]}}", 500)]
    [InlineData("{'spec':{'$setElementOrder/containers':[{'image':'a'}]}}", 500)]
    [InlineData("{'spec':{'$setElementOrder/nothing':[1]}}", 500)]
    public void Apply_MalformedPatch_IsRefused(string patch, int code) => Assert.Equal(
        code,
        Assert.Throws<ApiException>(() => StrategicMergePatch.Apply(Json.Object(Document), Json.Object(patch), SmallPod.Resource.Schema)).Code);

    [Fact]
    public void KindOf_StrategicPatchOfACustomResource_IsUnsupported()
    {
        var custom = SmallPod.Resource with { IsCustom = true };
        Assert.Equal(415, Assert.Throws<ApiException>(() => Patch.KindOf("application/strategic-merge-patch+json", custom)).Code);
        Assert.Equal(PatchKind.Merge, Patch.KindOf("application/merge-patch+json; charset=utf-8", custom));
    }

    [Fact]
    public void MergePatch_NullsAndNesting_FollowTheRfc() => Assert.Equal(
        "{\"a\":{\"c\":{}},\"d\":[1]}",
        JsonMergePatch.Apply(Json.Object("{'a':{'b':1},'d':'x','e':1}"), Json.Object("{'a':{'b':null,'c':{'z':null}},'d':[1],'e':null}")).ToString());
}
