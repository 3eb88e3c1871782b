using Tiphys.Api.Machinery.CustomResources;
using Tiphys.Api.Machinery.Defaulting;
using Tiphys.Api.Machinery.Strategies;
using Tiphys.Api.Machinery.Strictness;
using Tiphys.Api.Machinery.Tests.Schemas;

namespace Tiphys.Api.Machinery.Tests.Defaulting;

public sealed class DefaulterTests
{
    public static TheoryData<string> Cases => Golden.Cases();

    [Theory]
    [MemberData(nameof(Cases))]
    public void PrepareCreate_Golden_IsAsUpstreamStoresIt(string name)
    {
        var document = Golden.Read(name, "input.yaml");
        var resource = Golden.ResourceOf(document);
        SchemaFit.Fit(resource, document);
        Defaulter.Apply(resource, document);
        UpdateStrategy.PrepareCreate(resource, document);
        Golden.AssertSame(name, Golden.Read(name, "expected.yaml"), document);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Apply_Twice_ChangesNothingMore(string name)
    {
        var document = Golden.Read(name, "expected.yaml");
        Defaulter.Apply(Golden.ResourceOf(document), document);
        Golden.AssertSame(name, Golden.Read(name, "expected.yaml"), document);
    }

    [Fact]
    public void Apply_StructuralSchema_FillsNestedDefaultsAndNulls()
    {
        var schema = StructuralSchemaReader.Read(Json.Object("""
            {'type':'object','properties':{
              'a':{'type':'string','default':'x'},
              'b':{'type':'object','default':{},'properties':{'c':{'type':'integer','default':1}}},
              'd':{'type':'object','properties':{'e':{'type':'integer','default':2}}},
              'list':{'type':'array','items':{'type':'object','properties':{'f':{'type':'boolean','default':true}}}},
              'map':{'type':'object','additionalProperties':{'type':'object','properties':{'g':{'type':'string','default':'y'}}}},
              'n':{'type':'string','nullable':true,'default':'z'}}}
            """));
        var document = Json.Object("{'a':null,'list':[{},{'f':false}],'map':{'k':{}},'n':null}");
        SchemaDefaults.Apply(schema, document);
        Golden.AssertSame(
            "structural",
            Json.Object("{'a':'x','list':[{'f':true},{'f':false}],'map':{'k':{'g':'y'}},'n':null,'b':{'c':1}}"),
            document);
    }
}
