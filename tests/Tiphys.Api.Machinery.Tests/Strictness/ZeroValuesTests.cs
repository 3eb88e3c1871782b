using Tiphys.Api.Machinery.Defaulting;
using Tiphys.Api.Machinery.Strictness;
using Tiphys.Api.Machinery.Tests.Schemas;

namespace Tiphys.Api.Machinery.Tests.Strictness;

public sealed class ZeroValuesTests
{
    [Theory]
    [InlineData("{'apiVersion':'v1','kind':'Event','metadata':{'name':'e'}}", "eventTime", "null")]
    [InlineData("{'apiVersion':'v1','kind':'Event','metadata':{'name':'e'}}", "reportingComponent", "\"\"")]
    [InlineData("{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'d'}}", "status", "{}")]
    [InlineData("{'apiVersion':'storage.k8s.io/v1','kind':'VolumeAttachment','metadata':{'name':'d'}}", "status", "{\"attached\":false}")]
    [InlineData("{'apiVersion':'rbac.authorization.k8s.io/v1','kind':'Role','metadata':{'name':'r'}}", "rules", "null")]
    public void Fit_MissingFieldThatIsAlwaysWritten_IsAdded(string text, string field, string expected)
    {
        var document = Json.Object(text);
        SchemaFit.Fit(Golden.ResourceOf(document), document);
        Assert.Equal(expected, document[field]?.ToString());
    }

    [Theory]
    [InlineData("{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p'},'spec':{'hostNetwork':false}}", "spec", "hostNetwork", null)]
    [InlineData("{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p'},'spec':{'nodeName':''}}", "spec", "nodeName", null)]
    [InlineData("{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p'},'spec':{'enableServiceLinks':false}}", "spec", "enableServiceLinks", "false")]
    [InlineData("{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'p'},'spec':{'replicas':0}}", "spec", "replicas", "0")]
    [InlineData("{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'p'},'spec':{'minReadySeconds':0}}", "spec", "minReadySeconds", null)]
    public void Fit_Zero_StaysOnlyWhereItMeansSomething(string text, string owner, string field, string? expected)
    {
        var document = Json.Object(text);
        SchemaFit.Fit(Golden.ResourceOf(document), document);
        Assert.Equal(expected, document.GetPath(owner, field)?.ToString());
    }

    [Fact]
    public void Default_SecretWithTexts_StoresThemAsData()
    {
        var document = Json.Object("{'apiVersion':'v1','kind':'Secret','metadata':{'name':'s'},'data':{'a':'b2xk'},'stringData':{'a':'new','b':'t'}}");
        Defaulter.Apply(Golden.ResourceOf(document), document);
        Assert.Null(document["stringData"]);
        Assert.Equal("{\"a\":\"bmV3\",\"b\":\"dA==\"}", document["data"]?.ToString());
    }
}
