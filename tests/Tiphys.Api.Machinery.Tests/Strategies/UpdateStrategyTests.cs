using Tiphys.Api.Machinery.Strategies;
using Tiphys.Api.Machinery.Tests.Schemas;

namespace Tiphys.Api.Machinery.Tests.Strategies;

public sealed class UpdateStrategyTests
{
    private const string Deployment =
        "{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'d','uid':'u','generation':3},'spec':{'replicas':1},'status':{'replicas':1}}";

    [Theory]
    [InlineData("{'metadata':{'name':'d'},'spec':{'replicas':1},'status':{'replicas':9}}", 3)]
    [InlineData("{'metadata':{'name':'d','generation':77},'spec':{'replicas':2}}", 4)]
    [InlineData("{'metadata':{'name':'d','annotations':{'a':'b'}},'spec':{'replicas':1}}", 4)]
    [InlineData("{'metadata':{'name':'d','labels':{'a':'b'}},'spec':{'replicas':1}}", 3)]
    [InlineData("{'metadata':{'name':'d'},'spec':{'replicas':1,'paused':null,'template':{'spec':{'nodeName':'','containers':[]}}}}", 4)]
    [InlineData("{'metadata':{'name':'d'},'spec':{'replicas':1,'paused':null,'hostAliases':[],'note':''}}", 3)]
    public void PrepareUpdate_Main_KeepsStatusAndCountsTheGeneration(string sent, long generation)
    {
        var old = Json.Object(Deployment);
        var updated = Json.Object(sent);
        UpdateStrategy.PrepareUpdate(Golden.ResourceOf(old), "", updated, old);
        Assert.Equal(generation, updated.GetObject("metadata")!.GetInt64("generation"));
        Assert.Equal("u", updated.GetObject("metadata")!.GetString("uid"));
        Assert.Equal("{\"replicas\":1}", updated["status"]!.ToString());
    }

    [Fact]
    public void PrepareUpdate_Status_KeepsSpecAndGeneration()
    {
        var old = Json.Object(Deployment);
        var updated = Json.Object("{'metadata':{'name':'d','annotations':{'x':'y'},'labels':{'no':'no'}},'spec':{'replicas':5},'status':{'replicas':2}}");
        UpdateStrategy.PrepareUpdate(Golden.ResourceOf(old), "status", updated, old);
        Golden.AssertSame(
            "status",
            Json.Object("{'metadata':{'name':'d','annotations':{'x':'y'},'uid':'u','generation':3},'spec':{'replicas':1},'status':{'replicas':2}}"),
            updated);
    }

    [Fact]
    public void PrepareUpdate_ServiceWithoutAddresses_KeepsWhatWasAllocated()
    {
        var old = Json.Object("""
            {'apiVersion':'v1','kind':'Service','metadata':{'name':'s'},'spec':{'type':'NodePort','clusterIP':'10.0.0.1','clusterIPs':['10.0.0.1'],
             'ipFamilies':['IPv4'],'ipFamilyPolicy':'SingleStack','ports':[{'name':'a','port':80,'nodePort':30001}]},'status':{'loadBalancer':{}}}
            """);
        var updated = Json.Object("{'metadata':{'name':'s'},'spec':{'type':'NodePort','ports':[{'name':'a','port':81},{'name':'b','port':82}]}}");
        UpdateStrategy.PrepareUpdate(Golden.ResourceOf(old), "", updated, old);
        var spec = updated.GetObject("spec")!;
        Assert.Equal("10.0.0.1", spec.GetString("clusterIP"));
        Assert.Equal("[{\"name\":\"a\",\"port\":81,\"nodePort\":30001},{\"name\":\"b\",\"port\":82}]", spec["ports"]!.ToString());
    }

    [Fact]
    public void PrepareUpdate_ServiceNoLongerNodePort_DropsUnchangedNodePorts()
    {
        var old = Json.Object("{'apiVersion':'v1','kind':'Service','metadata':{},'spec':{'type':'NodePort','ports':[{'port':80,'nodePort':30001}]}}");
        var updated = Json.Object("{'metadata':{},'spec':{'type':'ClusterIP','ports':[{'port':80,'nodePort':30001}]}}");
        UpdateStrategy.PrepareUpdate(Golden.ResourceOf(old), "", updated, old);
        Assert.Equal("[{\"port\":80}]", updated.GetPath("spec", "ports")!.ToString());
    }

    [Fact]
    public void PrepareUpdate_Resize_TakesResourcesOnly()
    {
        var old = Json.Object("""
            {'apiVersion':'v1','kind':'Pod','metadata':{'name':'p','generation':1},
             'spec':{'containers':[{'name':'a','image':'i','resources':{'requests':{'cpu':'1'}}}]},'status':{'phase':'Running'}}
            """);
        var updated = Json.Object("""
            {'metadata':{'name':'p','labels':{'x':'y'}},'spec':{'nodeName':'n','containers':[{'name':'a','image':'other','resources':{'requests':{'cpu':'2'}}}]}}
            """);
        UpdateStrategy.PrepareUpdate(Golden.ResourceOf(old), "resize", updated, old);
        Golden.AssertSame(
            "resize",
            Json.Object("""
                {'metadata':{'name':'p','generation':2},'spec':{'containers':[{'name':'a','image':'i','resources':{'requests':{'cpu':'2'}}}]},
                 'status':{'phase':'Running'}}
                """),
            updated);
    }

    [Fact]
    public void PrepareUpdate_CustomStatus_TakesStatusOnly()
    {
        var resource = Golden.ResourceOf(Json.Object(Deployment)) with { IsCustom = true };
        var old = Json.Object("{'metadata':{'name':'d','generation':1},'spec':{'a':1}}");
        var updated = Json.Object("{'metadata':{'name':'d','labels':{'a':'b'},'resourceVersion':'5'},'spec':{'a':2},'status':{'b':1}}");
        UpdateStrategy.PrepareUpdate(resource, "status", updated, old);
        Golden.AssertSame(
            "custom status",
            Json.Object("{'metadata':{'name':'d','generation':1,'resourceVersion':'5'},'spec':{'a':1},'status':{'b':1}}"),
            updated);
    }
}
