using k8s.Models;

namespace Tiphys.Controllers.Tests.Integration;

public sealed class AttributesClassTests
{
    [Fact]
    public async Task Class_NamedByAClaim_GoesOnlyWhenNobodyNamesIt()
    {
        await using var cluster = await TestCluster.StartAsync();
        var classes = cluster.Client.For<V1VolumeAttributesClass>();
        var claims = cluster.Client.For<V1PersistentVolumeClaim>();
        await classes.CreateAsync(new() { Metadata = new() { Name = "gold" }, DriverName = "d", Parameters = new Dictionary<string, string> { ["a"] = "b" } }, CancellationToken.None);
        await cluster.UntilAsync<V1VolumeAttributesClass>("protected", item => item.Metadata.Finalizers?.Contains("kubernetes.io/vac-protection") == true);
        await claims.CreateAsync(
            new()
            {
                Metadata = new() { Name = "c", NamespaceProperty = "default" },
                Spec = new()
                {
                    AccessModes = ["ReadWriteOnce"],
                    VolumeAttributesClassName = "gold",
                    Resources = new() { Requests = new Dictionary<string, ResourceQuantity> { ["storage"] = "1Gi" } },
                },
            },
            CancellationToken.None);

        await classes.DeleteAsync(null, "gold", CancellationToken.None);
        await cluster.UntilAsync<V1VolumeAttributesClass>("waiting", item => item.Metadata.DeletionTimestamp is not null);
        Assert.NotNull(await classes.TryGetAsync(null, "gold", CancellationToken.None));

        await claims.DeleteAsync("default", "c", CancellationToken.None);
        await cluster.UntilGoneAsync<V1VolumeAttributesClass>("", "gold");
    }
}
