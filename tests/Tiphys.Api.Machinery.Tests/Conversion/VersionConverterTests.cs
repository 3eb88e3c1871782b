using Tiphys.Api.Machinery.Conversion;
using Tiphys.Api.Machinery.Tests.Schemas;
using Tiphys.Api.Resources;

namespace Tiphys.Api.Machinery.Tests.Conversion;

public sealed class VersionConverterTests
{
    private static ResourceInfo V1 => Golden.ResourceOf(Json.Object("{'apiVersion':'autoscaling/v1','kind':'HorizontalPodAutoscaler'}"));

    [Fact]
    public void ToStorage_AutoscalerV1_HasItsTargetAsAMetric()
    {
        var stored = VersionConverter.ToStorage(
            V1,
            Json.Object("{'apiVersion':'autoscaling/v1','kind':'HorizontalPodAutoscaler','spec':{'maxReplicas':3,'targetCPUUtilizationPercentage':70}}"));
        Golden.AssertSame(
            "v2",
            Json.Object("""
                {'apiVersion':'autoscaling/v2','kind':'HorizontalPodAutoscaler','spec':{'maxReplicas':3,
                 'metrics':[{'type':'Resource','resource':{'name':'cpu','target':{'type':'Utilization','averageUtilization':70}}}]}}
                """),
            stored);
    }

    [Theory]
    [InlineData("{'type':'Pods','pods':{'metric':{'name':'m'},'target':{'type':'AverageValue','averageValue':'5'}}}")]
    [InlineData("{'type':'Resource','resource':{'name':'memory','target':{'type':'AverageValue','averageValue':'1Gi'}}}")]
    [InlineData("{'type':'External','external':{'metric':{'name':'q','selector':{'matchLabels':{'a':'b'}}},'target':{'type':'Value','value':'30'}}}")]
    [InlineData("{'type':'Object','object':{'describedObject':{'kind':'Ingress','name':'i'},'metric':{'name':'r'},'target':{'type':'Value','value':'30'}}}")]
    [InlineData("{'type':'ContainerResource','containerResource':{'name':'cpu','container':'c','target':{'type':'Utilization','averageUtilization':5}}}")]
    public void FromStorageAndBack_MetricsV1DoesNotKnow_TravelInAnnotations(string metric)
    {
        var stored = Json.Object($$$$"""
            {'apiVersion':'autoscaling/v2','kind':'HorizontalPodAutoscaler','metadata':{'name':'h'},
             'spec':{'maxReplicas':3,'metrics':[{{{{metric}}}},{'type':'Resource','resource':{'name':'cpu','target':{'type':'Utilization','averageUtilization':70}}}],
                     'behavior':{'scaleUp':{'selectPolicy':'Max'}}},
             'status':{'desiredReplicas':1,'conditions':[{'type':'AbleToScale','status':'True'}]}}
            """);
        var served = VersionConverter.FromStorage(V1, stored.Clone());
        Assert.Equal("70", served.GetPath("spec", "targetCPUUtilizationPercentage")!.ToString());
        Assert.Null(served.GetPath("spec", "metrics"));
        Golden.AssertSame("round trip", stored, VersionConverter.ToStorage(V1, served));
    }

    [Fact]
    public void FromStorage_Events_RenamesFieldsBothWays()
    {
        var resource = Golden.ResourceOf(Json.Object("{'apiVersion':'events.k8s.io/v1','kind':'Event'}"));
        var stored = Json.Object("{'apiVersion':'v1','kind':'Event','involvedObject':{'name':'p'},'message':'m','count':2,'reportingComponent':'c'}");
        var served = VersionConverter.FromStorage(resource, stored.Clone());
        Assert.Equal(
            "{\"apiVersion\":\"events.k8s.io/v1\",\"kind\":\"Event\",\"regarding\":{\"name\":\"p\"},\"note\":\"m\",\"deprecatedCount\":2,\"reportingController\":\"c\"}",
            served.ToString());
        Golden.AssertSame("back", stored, VersionConverter.ToStorage(resource, served));
    }
}
