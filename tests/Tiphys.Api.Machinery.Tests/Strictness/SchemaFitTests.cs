using Tiphys.Api.Errors;
using Tiphys.Api.Machinery.CustomResources;
using Tiphys.Api.Machinery.Strictness;
using Tiphys.Api.Machinery.Tests.Schemas;

namespace Tiphys.Api.Machinery.Tests.Strictness;

public sealed class SchemaFitTests
{
    [Fact]
    public void Fit_UnknownFields_ArePrunedAndReported()
    {
        var pod = Json.Object("{'kind':'Pod','spec':{'foo':1,'containers':[{'name':'a','bar':{}}]}}");
        var complaints = SchemaFit.Fit(SmallPod.Resource, pod);
        Assert.Equal(["unknown field \"spec.foo\"", "unknown field \"spec.containers[0].bar\""], complaints.Texts);
        Assert.Equal("{\"kind\":\"Pod\",\"spec\":{\"containers\":[{\"name\":\"a\"}]}}", pod.ToString());
    }

    [Fact]
    public void Resolve_Strict_RefusesInUpstreamsForm()
    {
        var complaints = SchemaFit.Fit(SmallPod.Resource, Json.Object("{'spec':{'foo':1}}"));
        complaints.AddDuplicates(["spec.nodeName"]);
        var error = Assert.Throws<ApiException>(() => complaints.Resolve(FieldValidation.Strict, SmallPod.Resource));
        Assert.Equal(
            "Pod in version \"v1\" cannot be handled as a Pod: strict decoding error: unknown field \"spec.foo\", duplicate field \"spec.nodeName\"",
            error.Message);
        Assert.Equal(2, complaints.Resolve(FieldValidation.Warn, SmallPod.Resource).Count);
        Assert.Empty(complaints.Resolve(FieldValidation.Ignore, SmallPod.Resource));
    }

    [Theory]
    [InlineData("{'spec':{'containers':[{'image':1}]}}", "json: cannot unmarshal number into Go struct field Container.spec.containers.image of type string")]
    [InlineData("{'spec':{'activeDeadlineSeconds':'x'}}", "json: cannot unmarshal string into Go struct field PodSpec.spec.activeDeadlineSeconds of type int64")]
    [InlineData("{'spec':{'activeDeadlineSeconds':1.5}}", "json: cannot unmarshal number 1.5 into Go struct field PodSpec.spec.activeDeadlineSeconds of type int64")]
    [InlineData("{'spec':{'volumes':[{'emptyDir':'x'}]}}", "json: cannot unmarshal string into Go struct field Volume.spec.volumes.VolumeSource.emptyDir of type v1.EmptyDirVolumeSource")]
    [InlineData("{'spec':{'containers':{}}}", "json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container")]
    [InlineData("{'metadata':{'labels':{'a':true}}}", "json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type string")]
    [InlineData("{'spec':{'containers':[{'resources':{'limits':{'cpu':'1x'}}}]}}",
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")]
    public void Fit_WrongType_AnswersBadRequestInTheDecodersForm(string pod, string detail)
    {
        var error = Assert.Throws<ApiException>(() => SchemaFit.Fit(SmallPod.Resource, Json.Object(pod)));
        Assert.Equal((400, $"Pod in version \"v1\" cannot be handled as a Pod: {detail}"), (error.Code, error.Message));
    }

    [Fact]
    public void Fit_NullsEmptyCollectionsAndCanonicalForms_ReadAsEncodedAgain()
    {
        var pod = Json.Object("""
            {'metadata':{'name':null,'labels':{},'creationTimestamp':'2020-01-01T02:00:00+02:00'},
             'spec':{'volumes':[],'containers':[{'name':'a','resources':{'limits':{'cpu':0.1,'memory':'1024Mi'}}}]}}
            """);
        SchemaFit.Fit(SmallPod.Resource, pod);
        Assert.Equal(
            Json.Object("{'metadata':{'creationTimestamp':'2020-01-01T00:00:00Z'},'spec':{'containers':[{'name':'a','resources':{'limits':{'cpu':'100m','memory':'1Gi'}}}]}}").ToString(),
            pod.ToString());
    }

    [Fact]
    public void Fit_CustomResource_PrunesByItsStructuralSchema()
    {
        var schema = StructuralSchemaReader.Read(Json.Object("""
            {'type':'object','properties':{'spec':{'type':'object','properties':{
              'known':{'type':'string'},
              'free':{'type':'object','x-kubernetes-preserve-unknown-fields':true,'properties':{'inner':{'type':'object'}}},
              'map':{'type':'object','additionalProperties':{'type':'object','properties':{'a':{'type':'string'}}}}}}}}
            """));
        var resource = SmallPod.Resource with { IsCustom = true, Schema = schema };
        var document = Json.Object("""
            {'apiVersion':'x/v1','kind':'X','metadata':{'name':'a'},'top':1,
             'spec':{'known':'k','gone':1,'free':{'any':1,'inner':{'gone':1}},'map':{'k':{'a':'1','b':'2'}}}}
            """);
        var complaints = SchemaFit.Fit(resource, document);
        Assert.Equal(
            Json.Object("{'apiVersion':'x/v1','kind':'X','metadata':{'name':'a'},'spec':{'known':'k','free':{'any':1,'inner':{}},'map':{'k':{'a':'1'}}}}").ToString(),
            document.ToString());
        Assert.Equal(4, complaints.Texts.Count);
    }
}
