using System.Text;
using Tiphys.Api.Documents;
using Tiphys.Api.OpenApi;

namespace Tiphys.Api.Tests.OpenApi;

public sealed class SpecMergeTests
{
    [Fact]
    public void Into_NewPathsAndDefinitions_AreAdded()
    {
        var target = Spec("""{"paths":{"/a":{}},"definitions":{"A":{"type":"object"}}}""");
        SpecMerge.Into(target, Spec("""{"paths":{"/b":{"get":{"schema":{"$ref":"#/definitions/B"}}}},"definitions":{"B":{"type":"string"}}}"""));
        Assert.Equal("""{"paths":{"/a":{},"/b":{"get":{"schema":{"$ref":"#/definitions/B"}}}},"definitions":{"A":{"type":"object"},"B":{"type":"string"}}}""", target.ToString());
    }

    [Fact]
    public void Into_DefinitionOfATakenName_GetsAnother()
    {
        var target = Spec("""{"paths":{"/a":{}},"definitions":{"A":{"type":"object"},"A_v2":{"type":"integer"}}}""");
        SpecMerge.Into(target, Spec("""{"paths":{"/b":{"$ref":"#/definitions/A"}},"definitions":{"A":{"type":"string"}}}"""));
        Assert.Equal("#/definitions/A_v3", ((DocObject)target.GetPath("paths", "/b")!).GetString("$ref"));
        Assert.Equal("string", ((DocObject)target.GetPath("definitions", "A_v3")!).GetString("type"));
        Assert.Equal("object", ((DocObject)target.GetPath("definitions", "A")!).GetString("type"));
    }

    [Fact]
    public void Into_SameDefinitionOfOtherKinds_GathersTheKinds()
    {
        var target = Spec("""{"paths":{"/a":{}},"definitions":{"A":{"type":"object","x-kubernetes-group-version-kind":[{"kind":"X"}]}}}""");
        SpecMerge.Into(target, Spec("""{"paths":{"/b":{"$ref":"#/definitions/A"}},"definitions":{"A":{"type":"object","x-kubernetes-group-version-kind":[{"kind":"Y"}]}}}"""));
        Assert.Equal("""[{"kind":"X"},{"kind":"Y"}]""", target.GetPath("definitions", "A", "x-kubernetes-group-version-kind")!.ToString());
        Assert.Null(target.GetPath("definitions", "A_v2"));
    }

    [Fact]
    public void Into_PathsThatAreThere_StayAsTheyAre()
    {
        var target = Spec("""{"paths":{"/a":{"mine":1}},"definitions":{}}""");
        SpecMerge.Into(target, Spec("""{"paths":{"/a":{"$ref":"#/definitions/Z"}},"definitions":{"Z":{}}}"""));
        Assert.Equal("""{"paths":{"/a":{"mine":1}},"definitions":{}}""", target.ToString());
    }

    [Fact]
    public void Cut_KeepsWhatIsNeeded_AndWhatNobodyNeeded()
    {
        var cut = ExtensionSpec.Cut(
            Spec("""
                {"paths":{"/apis/g/v/x":{"$ref":"#/definitions/A"},"/other":{"$ref":"#/definitions/C"}},
                "definitions":{"A":{"properties":{"b":{"$ref":"#/definitions/B"}}},"B":{},"C":{},"D":{}}}
                """),
            ["/apis/g/v/"]);
        Assert.Equal(["/apis/g/v/x"], ((DocObject)cut["paths"]!).Names);
        Assert.Equal(["A", "B", "D"], ((DocObject)cut["definitions"]!).Names);
    }

    private static DocObject Spec(string json) => DocReader.ParseObject(Encoding.UTF8.GetBytes(json));
}
