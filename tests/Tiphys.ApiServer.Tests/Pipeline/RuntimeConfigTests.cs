using Tiphys.Api.Resources;
using Tiphys.ApiServer.Configuration;
using Tiphys.ApiServer.Fixture;

namespace Tiphys.ApiServer.Tests.Pipeline;

public sealed class RuntimeConfigTests
{
    private const string Migration = "storagemigration.k8s.io/v1beta1";

    [Theory]
    [InlineData("", "apps/v1 batch/v1", Migration)]
    [InlineData("api/beta=true", "apps/v1 " + Migration, "")]
    [InlineData("api/all=true", Migration, "")]
    [InlineData(Migration, Migration, "")]
    [InlineData(Migration + "=true,api/all=false,api/v1=true", Migration + " v1", "apps/v1")]
    [InlineData("api/all=true,api/beta=false", "apps/v1", Migration)]
    [InlineData("autoscaling/v1=false", "autoscaling/v2", "autoscaling/v1")]
    public void Apply_WhatIsNearerToTheResource_Wins(string config, string served, string notServed)
    {
        var versions = Parse(config).Apply(ResourceCatalog.BuiltIn).All.Select(info => info.GroupVersion.ToString()).ToHashSet();

        Assert.All(served.Split(' ', StringSplitOptions.RemoveEmptyEntries), version => Assert.Contains(version, versions));
        Assert.All(notServed.Split(' ', StringSplitOptions.RemoveEmptyEntries), version => Assert.DoesNotContain(version, versions));
    }

    [Theory]
    [InlineData("api/foo=true", "unknown api groups api/foo")]
    [InlineData("foo/v1=true,bar/v1", "unknown api groups bar/v1,foo/v1")]
    [InlineData("apps/v9=true", "group version apps/v9 that has not been registered")]
    [InlineData("apps/v1=maybe", "invalid value of apps/v1: maybe, err: strconv.ParseBool: parsing \"maybe\": invalid syntax")]
    [InlineData("api/beta=maybe", "invalid value api/beta=maybe")]
    [InlineData("bogus", "runtime-config invalid key bogus")]
    [InlineData("api/all=false", "invalid runtime-config with only api/all=false")]
    [InlineData("batch/v1/Jobs=false", "invalid key batch/v1/Jobs: group/version/resource and resource is always lowercase plural, not \"Jobs\"")]
    public void Parse_Wrong_IsRefusedInUpstreamsWords(string config, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => Parse(config)).Message);

    [Fact]
    public async Task Server_WithAVersionOffAndABetaOn_ServesAccordingly()
    {
        await using var server = await TestApiServer.StartAsync(adjust: options => options with { Catalog = Parse("autoscaling/v1=false,batch/v1/cronjobs=false," + Migration).Apply(ResourceCatalog.BuiltIn) });

        Assert.Equal(404, (await server.GetAsync("/apis/autoscaling/v1")).Code);
        Assert.Equal(200, (await server.GetAsync("/apis/autoscaling/v2/horizontalpodautoscalers")).Code);
        Assert.Equal(404, (await server.GetAsync("/apis/batch/v1/cronjobs")).Code);
        Assert.Equal(200, (await server.GetAsync("/apis/batch/v1/jobs")).Code);
        Assert.Equal(200, (await server.GetAsync($"/apis/{Migration}/storageversionmigrations")).Code);
    }

    [Fact]
    public async Task Server_WithoutAWord_ServesNoBetas()
    {
        await using var server = await TestApiServer.StartAsync();

        Assert.Equal(404, (await server.GetAsync($"/apis/{Migration}")).Code);
    }

    private static RuntimeConfig Parse(string config) => RuntimeConfig.Parse(config.Split(',', StringSplitOptions.RemoveEmptyEntries), ResourceCatalog.BuiltIn);
}
