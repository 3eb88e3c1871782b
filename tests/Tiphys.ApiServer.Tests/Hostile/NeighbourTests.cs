using System.Text;
using Tiphys.ApiServer.Tests.Verbs;

namespace Tiphys.ApiServer.Tests.Hostile;

/// <summary>An object that one client may make must not get in the way of others.</summary>
public sealed class NeighbourTests(BombedServer bombed) : IClassFixture<BombedServer>
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    [Fact]
    public async Task DeepObject_OfOneClient_LeavesSelectorsAndWatchesOfOthersAlone()
    {
        var deep = $"{new StringBuilder().Insert(0, "{\"f:a\":", 300)}{{}}{new string('}', 300)}";
        var made = await bombed.Server.PostAsync(
            ConfigMaps, """{"metadata":{"name":"deep","managedFields":[{"manager":"m","operation":"Apply","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":DEEP}],"labels":{"app":"deep"}}}""".Replace("DEEP", deep));
        Assert.Equal(201, made.Code);

        var selected = await bombed.Server.GetAsync($"{ConfigMaps}?labelSelector=app%3Ddeep&fieldSelector=metadata.name!%3Dx");
        Assert.Equal(200, selected.Code);
        Assert.Single(selected.Items);
        Assert.NotEmpty((await bombed.Server.GetAsync(ConfigMaps)).Items);
        await using var watch = await TestWatch.OpenAsync(bombed.Server, $"{ConfigMaps}?watch=1&labelSelector=app%3Ddeep");
        Assert.Equal("ADDED", (await watch.NextAsync()).Type);
        Assert.NotEmpty((await bombed.Server.Client.For<k8s.Models.V1ConfigMap>().ListAsync("default", new(), default)).Items);
    }
}
