using Tiphys.Api.Machinery.Defaulting;
using Tiphys.Api.Machinery.Strictness;
using Tiphys.Api.Machinery.Tests.Schemas;
using Tiphys.Api.Machinery.Warnings;

namespace Tiphys.Api.Machinery.Tests.Warnings;

public sealed class ObjectWarningsTests
{
    [Theory]
    [InlineData("'nodeSelector':{'beta.kubernetes.io/os':'linux'}", "spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use \"kubernetes.io/os\" instead")]
    [InlineData("'volumes':[{'name':'v','gitRepo':{'repository':'r'}}]", "spec.volumes[0].gitRepo: deprecated in v1.11, and disabled by default in v1.33+")]
    [InlineData("'imagePullSecrets':[{'name':'a'},{'name':'a'}]", "spec.imagePullSecrets[1].name: duplicate name \"a\"")]
    [InlineData("'terminationGracePeriodSeconds':-1", "spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1")]
    [InlineData("'hostAliases':[{'ip':'1.2.3.04','hostnames':['h']}]", "spec.hostAliases[0].ip: non-standard IP address \"1.2.3.04\" is invalid: use \"1.2.3.4\"")]
    public void Of_PodWithDoubtfulField_SaysSo(string member, string expected) =>
        Assert.Equal([expected], Of($"{{'apiVersion':'v1','kind':'Pod','metadata':{{'name':'p'}},'spec':{{'containers':[{{'name':'c','image':'i'}}],{member}}}}}"));

    [Fact]
    public void Of_VariableSetAgain_NamesTheHiddenOne() => Assert.Equal(
        ["spec.containers[0].env[1]: hides previous definition of \"A\", which may be dropped when using apply"],
        Of("{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p'},'spec':{'containers':[{'name':'c','env':[{'name':'A','value':'1'},{'name':'A','value':'2'}]}]}}"));

    [Fact]
    public void Of_VariableMadeOfItsOldValue_IsSilent() =>
        Assert.Empty(Of("{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p'},'spec':{'containers':[{'name':'c','env':[{'name':'A','value':'1'},{'name':'A','value':'$(A)2'}]}]}}"));

    [Theory]
    [InlineData("{'name':'a','containerPort':80},{'name':'b','containerPort':80}", "spec.containers[0].ports[1]: duplicate port definition with spec.containers[0].ports[0]")]
    [InlineData("{'name':'a','containerPort':80},{'name':'b','containerPort':80,'hostPort':5}", "spec.containers[0].ports[1]: overlapping port definition with spec.containers[0].ports[0]")]
    public void Of_PortsInEachOthersWay_NamesBoth(string ports, string expected) =>
        Assert.Equal([expected], Of($"{{'apiVersion':'v1','kind':'Pod','metadata':{{'name':'p'}},'spec':{{'containers':[{{'name':'c','ports':[{ports}]}}]}}}}"));

    [Fact]
    public void Of_DeploymentWithDottedName_AdvisesALabel() => Assert.Equal(
        ["metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]"],
        Of("{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'a.b'},'spec':{'template':{'spec':{'containers':[{'name':'c'}]}}}}"));

    [Theory]
    [InlineData("'externalIPs':['1.2.3.4']", "spec.externalIPs is deprecated and may no longer be implemented in some clusters")]
    [InlineData("'externalName':'a.b'", "spec.externalName is ignored when spec.type is not \"ExternalName\"")]
    [InlineData("'trafficDistribution':'PreferClose'", "spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"")]
    [InlineData("'loadBalancerSourceRanges':['10.1.2.3/8']", "spec.loadBalancerSourceRanges[0]: CIDR value \"10.1.2.3/8\" is ambiguous in this context (should be \"10.0.0.0/8\" or \"10.1.2.3/32\"?)")]
    public void Of_ServiceWithDoubtfulField_SaysSo(string member, string expected) =>
        Assert.Equal([expected], Of($"{{'apiVersion':'v1','kind':'Service','metadata':{{'name':'s'}},'spec':{{'ports':[{{'port':1}}],{member}}}}}"));

    [Fact]
    public void Of_DefinitionWithOwnFormat_NamesIt() => Assert.Equal(
        ["unrecognized format \"sparkling\""],
        Of("{'apiVersion':'apiextensions.k8s.io/v1','kind':'CustomResourceDefinition','metadata':{'name':'a'},'spec':{'versions':[{'name':'v1','schema':{'openAPIV3Schema':{'type':'object','properties':{'a':{'type':'string','format':'sparkling'},'b':{'type':'integer','format':'int32'}}}}}]}}"));

    private static IReadOnlyList<string> Of(string text)
    {
        var document = Json.Object(text);
        var resource = Golden.ResourceOf(document);
        SchemaFit.Fit(resource, document);
        Defaulter.Apply(resource, document);
        return ObjectWarnings.Of(resource, "", document, null);
    }
}
