using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Machinery.Defaulting;
using Tiphys.Api.Machinery.Strategies;
using Tiphys.Api.Machinery.Strictness;
using Tiphys.Api.Machinery.Tests.Schemas;
using Tiphys.Api.Machinery.Validation;

namespace Tiphys.Api.Machinery.Tests.Validation;

public sealed class ObjectValidatorTests
{
    private const string Pod =
        "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p','namespace':'n'},'spec':{'containers':[{'name':'c','image':'i'}],'tolerations':[{'key':'a','operator':'Exists'}]}}";

    private const string Service =
        "{'apiVersion':'v1','kind':'Service','metadata':{'name':'s','namespace':'n'},'spec':{'clusterIP':'10.0.0.1','ports':[{'port':80}]}}";

    private const string Deployment = """
        {'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'d','namespace':'n'},'spec':{'selector':{'matchLabels':{'a':'b'}},
         'template':{'metadata':{'labels':{'a':'b','c':'d'}},'spec':{'containers':[{'name':'c','image':'i'}]}}}}
        """;

    private const string ImmutableMap = "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'c','namespace':'n'},'immutable':true,'data':{'k':'v'}}";

    public static TheoryData<string> Cases => Golden.Cases();

    [Theory]
    [MemberData(nameof(Cases))]
    public void ValidateCreate_Golden_NamesEveryWrongField(string name)
    {
        var document = Prepared(Golden.Read(name, "input.yaml"));
        var found = ObjectValidator.ValidateCreate(Golden.ResourceOf(document), document).Causes.Select(cause => $"{cause.Field}: {cause.Message}");
        Assert.Equal(Golden.ReadText(name, "expected.txt").TrimEnd(), string.Join('\n', found));
    }

    [Theory]
    [InlineData(Pod)]
    [InlineData(Service)]
    [InlineData(Deployment)]
    [InlineData(ImmutableMap)]
    public void ValidateCreate_RightObject_FindsNothing(string text)
    {
        var document = Prepared(Json.Object(text));
        Assert.Empty(ObjectValidator.ValidateCreate(Golden.ResourceOf(document), document).Causes);
    }

    [Theory]
    [InlineData(Pod, "{'spec':{'containers':[{'name':'c','image':'other'}]}}", "")]
    [InlineData(Pod, "{'metadata':{'labels':{'a':'b'}},'spec':{'activeDeadlineSeconds':5}}", "")]
    [InlineData(Pod, "{'spec':{'tolerations':[{'key':'a','operator':'Exists'},{'key':'b','operator':'Exists'}]}}", "")]
    [InlineData(Pod, "{'spec':{'nodeName':'','hostNetwork':false,'hostAliases':[]}}", "")]
    [InlineData(Pod, "{'spec':{'tolerations':null}}", "spec.tolerations")]
    [InlineData(Pod, "{'spec':{'hostNetwork':true}}", "spec")]
    [InlineData(Pod, "{'spec':{'containers':[{'name':'c','image':'i'},{'name':'d','image':'i'}]}}", "spec.containers")]
    [InlineData(Pod, "{'metadata':{'uid':'other'}}", "metadata.uid")]
    [InlineData(Service, "{'spec':{'clusterIP':'10.0.0.2'}}", "spec.clusterIPs[0]")]
    [InlineData(Service, "{'spec':{'ports':[{'port':81,'protocol':'TCP','targetPort':81}]}}", "")]
    [InlineData(Deployment, "{'spec':{'replicas':5}}", "")]
    [InlineData(Deployment, "{'spec':{'selector':{'matchLabels':{'c':'d'}}}}", "spec.selector")]
    [InlineData(ImmutableMap, "{'data':{'k':'w'}}", "data")]
    [InlineData(ImmutableMap, "{'immutable':false}", "immutable")]
    public void ValidateUpdate_Change_IsJudgedByTheKind(string text, string change, string field)
    {
        var old = Prepared(Json.Object(text));
        var updated = Tiphys.Api.Machinery.Patches.JsonMergePatch.Apply(old, Json.Object(change));
        Defaulter.Apply(Golden.ResourceOf(old), updated);
        var found = ObjectValidator.ValidateUpdate(Golden.ResourceOf(old), "", updated, old).Causes.Select(cause => cause.Field).Distinct();
        Assert.Equal(field, string.Join(' ', found));
    }

    [Fact]
    public void ThrowIfAny_Causes_IsUnprocessableInUpstreamsForm()
    {
        var document = Prepared(Json.Object("{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p'},'spec':{'containers':[{'name':'c'}]}}"));
        var resource = Golden.ResourceOf(document);
        var error = Assert.Throws<ApiException>(() => ObjectValidator.ThrowIfAny(resource, document, ObjectValidator.ValidateCreate(resource, document).Causes));
        Assert.Equal((422, "Pod \"p\" is invalid: spec.containers[0].image: Required value"), (error.Code, error.Message));
    }

    private static DocObject Prepared(DocObject document)
    {
        var resource = Golden.ResourceOf(document);
        SchemaFit.Fit(resource, document);
        Defaulter.Apply(resource, document);
        document.GetOrAddObject("metadata")["uid"] = "u";
        UpdateStrategy.PrepareCreate(resource, document);
        return document;
    }
}
