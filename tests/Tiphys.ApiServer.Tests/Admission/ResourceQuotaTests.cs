using Tiphys.Api.Errors;
using Tiphys.ApiServer.Admission.Quota;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.Tests.Objects;

namespace Tiphys.ApiServer.Tests.Admission;

public sealed class ResourceQuotaTests
{
    private const string Pod = """{"metadata":{"name":"p","namespace":"shop"},"spec":{"containers":[{"name":"c","resources":{"requests":{"cpu":"100m"}}}]}}""";
    private readonly InMemoryObjects _objects = new();

    private ResourceQuotaAdmission Plugin => new(_objects, _objects);

    private void Quota(string hard, string used, string spec = "") => _objects.Put(BuiltInResources.ResourceQuotas,
        """{"metadata":{"name":"q","namespace":"shop"},"spec":{"hard":HARD SPEC},"status":{"hard":HARD,"used":USED}}""".Replace("HARD", hard).Replace("USED", used).Replace("SPEC", spec));

    private string Used(string name) => _objects.Get(BuiltInResources.ResourceQuotas, "shop", "q")!.Decode().StringAt("status", "used", name);

    [Fact]
    public async Task HundredParallelCreates_UnderAQuotaOfTen_ExactlyTenPass()
    {
        Quota("""{"pods":"10","requests.cpu":"5"}""", """{"pods":"0","requests.cpu":"0"}""");
        var plugin = Plugin;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(number => Task.Run(async () =>
        {
            try
            {
                await plugin.RunAsync(TestAdmission.Create("v1", "pods", Pod.Replace("\"p\"", $"\"p{number}\"")));
                return true;
            }
            catch (ApiException e) when (e.Code == 403)
            {
                return false;
            }
        })));

        Assert.Equal(10, outcomes.Count(passed => passed));
        Assert.Equal("10", Used("pods"));
        Assert.Equal("1", Used("requests.cpu"));
    }

    [Fact]
    public async Task TwoServers_OnOneStore_CountTogether()
    {
        Quota("""{"pods":"10"}""", """{"pods":"0"}""");
        var servers = new[] { Plugin, Plugin };

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => Task.Run(async () =>
        {
            try
            {
                await servers[number % 2].RunAsync(TestAdmission.Create("v1", "pods", Pod));
                return true;
            }
            catch (ApiException)
            {
                return false;
            }
        })));

        Assert.Equal(10, outcomes.Count(passed => passed));
        Assert.Equal("10", Used("pods"));
    }

    [Fact]
    public async Task Create_OverTheQuota_IsForbiddenInUpstreamsWords()
    {
        Quota("""{"pods":"1","requests.cpu":"150m"}""", """{"pods":"0","requests.cpu":"100m"}""");

        var refused = await Assert.ThrowsAsync<ApiException>(() => Plugin.RunAsync(TestAdmission.Create("v1", "pods", Pod)));

        Assert.Equal("pods \"p\" is forbidden: exceeded quota: q, requested: requests.cpu=100m, used: requests.cpu=100m, limited: requests.cpu=150m", refused.Message);
        Assert.Equal("0", Used("pods"));
    }

    [Fact]
    public async Task Create_WithoutABoundedAmount_MustSpecifyIt()
    {
        Quota("""{"limits.memory":"1Gi"}""", """{"limits.memory":"0"}""");

        var refused = await Assert.ThrowsAsync<ApiException>(() => Plugin.RunAsync(TestAdmission.Create("v1", "pods", Pod)));

        Assert.Equal("pods \"p\" is forbidden: failed quota: q: must specify limits.memory for: c", refused.Message);
    }

    [Fact]
    public async Task DryRun_CountsNothing()
    {
        Quota("""{"pods":"10"}""", """{"pods":"0"}""");

        await Plugin.RunAsync(TestAdmission.Create("v1", "pods", Pod, dryRun: true));

        Assert.Equal("0", Used("pods"));
    }

    [Theory]
    [InlineData(""","scopes":["BestEffort"]""", false)]
    [InlineData(""","scopes":["NotBestEffort"]""", true)]
    [InlineData(""","scopes":["Terminating"]""", false)]
    [InlineData(""","scopes":["NotTerminating"]""", true)]
    [InlineData(""","scopeSelector":{"matchExpressions":[{"scopeName":"PriorityClass","operator":"In","values":["high"]}]}""", false)]
    [InlineData(""","scopeSelector":{"matchExpressions":[{"scopeName":"PriorityClass","operator":"DoesNotExist"}]}""", true)]
    public async Task Scopes_Asked_DecideWhetherAPodCounts(string scope, bool counts)
    {
        Quota("""{"pods":"10"}""", """{"pods":"0"}""", scope);

        await Plugin.RunAsync(TestAdmission.Create("v1", "pods", Pod));

        Assert.Equal(counts ? "1" : "0", Used("pods"));
    }

    [Theory]
    [InlineData("v1", "services", """{"type":"LoadBalancer","ports":[{"port":1},{"port":2}]}""", "services", "1")]
    [InlineData("v1", "services", """{"type":"LoadBalancer","ports":[{"port":1},{"port":2}]}""", "services.loadbalancers", "1")]
    [InlineData("v1", "services", """{"type":"NodePort","ports":[{"port":1},{"port":2}]}""", "services.nodeports", "2")]
    [InlineData("v1", "services", """{"type":"ClusterIP","ports":[{"port":1}]}""", "services.nodeports", "0")]
    [InlineData("v1", "persistentvolumeclaims", """{"storageClassName":"gold","resources":{"requests":{"storage":"3Gi"}}}""", "requests.storage", "3Gi")]
    [InlineData("v1", "persistentvolumeclaims", """{"storageClassName":"gold","resources":{"requests":{"storage":"3Gi"}}}""", "gold.storageclass.storage.k8s.io/persistentvolumeclaims", "1")]
    [InlineData("v1", "configmaps", "{}", "configmaps", "1")]
    [InlineData("apps/v1", "deployments", "{}", "count/deployments.apps", "1")]
    [InlineData("v1", "secrets", "{}", "count/secrets", "1")]
    public async Task Object_OfEachKind_IsCounted(string apiVersion, string resource, string spec, string counted, string used)
    {
        Quota("""{"NAME":"100Gi"}""".Replace("NAME", counted), """{"NAME":"0"}""".Replace("NAME", counted));

        await Plugin.RunAsync(TestAdmission.Create(apiVersion, resource, """{"metadata":{"name":"x","namespace":"shop"},"spec":SPEC}""".Replace("SPEC", spec)));

        Assert.Equal(used, Used(counted));
    }

    [Fact]
    public async Task Update_ToMore_CountsTheDifference()
    {
        Quota("""{"services.nodeports":"3"}""", """{"services.nodeports":"1"}""");
        const string service = """{"metadata":{"name":"s","namespace":"shop"},"spec":{"type":"NodePort","ports":[{"port":1}MORE]}}""";

        await Plugin.RunAsync(TestAdmission.Update("v1", "services", service.Replace("MORE", ",{\"port\":2}"), service.Replace("MORE", "")));

        Assert.Equal("2", Used("services.nodeports"));
    }
}
