using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Admission.Limits;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.Tests.Objects;

namespace Tiphys.ApiServer.Tests.Admission;

public sealed class LimitRangerTests
{
    private readonly InMemoryObjects _objects = new();

    private Task<DocObject> AdmitAsync(string limits, string resources)
    {
        _objects.Put(BuiltInResources.LimitRanges, """{"metadata":{"name":"l","namespace":"shop"},"spec":{"limits":[LIMITS]}}""".Replace("LIMITS", limits));
        var pod = """{"metadata":{"name":"p","namespace":"shop"},"spec":{"containers":[{"name":"c","resources":RESOURCES}]}}""".Replace("RESOURCES", resources);
        return new LimitRanger(_objects).RunAsync(TestAdmission.Create("v1", "pods", pod));
    }

    [Fact]
    public async Task Container_WithoutAmounts_GetsTheDefaults()
    {
        var pod = await AdmitAsync("""{"type":"Container","default":{"cpu":"500m"},"defaultRequest":{"cpu":"100m","memory":"1Gi"}}""", "{}");

        var resources = pod.ObjectsAt("spec", "containers").Single().GetObject("resources")!;
        Assert.Equal("500m", resources.StringAt("limits", "cpu"));
        Assert.Equal("100m", resources.StringAt("requests", "cpu"));
        Assert.Equal(
            "LimitRanger plugin set: cpu, memory request for container c; cpu limit for container c", pod.Annotation("kubernetes.io/limit-ranger"));
    }

    [Theory]
    [InlineData("""{"type":"Container","min":{"cpu":"100m"}}""", """{"requests":{"cpu":"50m"}}""", "minimum cpu usage per Container is 100m, but request is 50m")]
    [InlineData("""{"type":"Container","min":{"cpu":"100m"}}""", "{}", "minimum cpu usage per Container is 100m. No request is specified")]
    [InlineData("""{"type":"Container","max":{"memory":"1Gi"}}""", """{"limits":{"memory":"2Gi"}}""", "maximum memory usage per Container is 1Gi, but limit is 2Gi")]
    [InlineData("""{"type":"Pod","max":{"cpu":"1"}}""", """{"limits":{"cpu":"2"}}""", "maximum cpu usage per Pod is 1, but limit is 2")]
    [InlineData("""{"type":"Container","maxLimitRequestRatio":{"cpu":"2"}}""", """{"limits":{"cpu":"3"},"requests":{"cpu":"1"}}""",
        "cpu max limit to request ratio per Container is 2, but provided ratio is 3.000000")]
    public async Task Pod_OutOfBounds_IsForbidden(string limits, string resources, string message)
    {
        var refused = await Assert.ThrowsAsync<ApiException>(() => AdmitAsync(limits, resources));

        Assert.Equal($"pods \"p\" is forbidden: {message}", refused.Message);
    }

    [Fact]
    public async Task Claim_OverTheBound_IsForbidden()
    {
        _objects.Put(BuiltInResources.LimitRanges, """{"metadata":{"name":"l","namespace":"shop"},"spec":{"limits":[{"type":"PersistentVolumeClaim","max":{"storage":"1Gi"}}]}}""");
        const string claim = """{"metadata":{"name":"c","namespace":"shop"},"spec":{"resources":{"requests":{"storage":"2Gi"}}}}""";

        var refused = await Assert.ThrowsAsync<ApiException>(() => new LimitRanger(_objects).RunAsync(TestAdmission.Create("v1", "persistentvolumeclaims", claim)));

        Assert.Contains("maximum storage usage per PersistentVolumeClaim is 1Gi, but request is 2Gi", refused.Message);
    }
}
