using k8s.Models;
using Tiphys.Api.Documents;
using Tiphys.Client.Json;
using Tiphys.Client.Requests;

namespace Tiphys.Controllers.Tests.Integration;

public sealed class WorkloadTests
{
    [Fact]
    public async Task Deployment_CreatedUpdatedDeleted_RollsOutAndIsCollected()
    {
        await using var cluster = await TestCluster.StartAsync();
        var deployment = Make.Deployment(3);
        deployment.Metadata = new() { Name = "d", NamespaceProperty = "default" };
        await cluster.Client.For<V1Namespace>().CreateAsync(new() { Metadata = new() { Name = "extra" } }, CancellationToken.None);
        await cluster.Client.For<V1Deployment>().CreateAsync(deployment, CancellationToken.None);
        var done = await cluster.UntilAsync<V1Deployment>("3 available", item => item.Status?.AvailableReplicas == 3);

        var changed = KubeJson.Clone(done);
        changed.Spec.Template.Spec.Containers[0].Image = "newer";
        await cluster.Client.For<V1Deployment>().UpdateAsync(changed, CancellationToken.None);
        await cluster.UntilAsync<V1Deployment>(
            "the update complete",
            item => item.Metadata.Generation == item.Status?.ObservedGeneration && item.Spec.Template.Spec.Containers[0].Image == "newer"
                && item.Status is { UpdatedReplicas: 3, AvailableReplicas: 3, Replicas: 3 });
        var sets = await cluster.Client.For<V1ReplicaSet>().ListAsync("default", ListQuery.All, CancellationToken.None);
        Assert.Equal(["0/1", "3/2"], sets.Items.Select(set => $"{set.Spec.Replicas}/{set.Metadata.Annotations["deployment.kubernetes.io/revision"]}").Order());

        await cluster.Client.For<V1Deployment>().DeleteAsync("default", "d", CancellationToken.None, DeleteQuery.Background);
        foreach (var set in sets.Items)
            await cluster.UntilGoneAsync<V1ReplicaSet>("default", set.Metadata.Name);
    }

    [Fact]
    public async Task Job_PodsSucceed_IsCompleteWithExactCount()
    {
        await using var cluster = await TestCluster.StartAsync();
        var template = Make.Template("i");
        template.Spec.RestartPolicy = "Never";
        await cluster.Client.For<V1Job>().CreateAsync(
            new() { Metadata = new() { Name = "j", NamespaceProperty = "default" }, Spec = new() { Completions = 4, Parallelism = 2, Template = template } },
            CancellationToken.None);

        var job = await cluster.UntilAsync<V1Job>("complete", item => item.Status?.Conditions?.Any(condition => condition is { Type: "Complete", Status: "True" }) == true);

        Assert.Equal(4, job.Status.Succeeded);
        var pods = await cluster.Client.For<V1Pod>().ListAsync("default", ListQuery.All, CancellationToken.None);
        Assert.Equal(4, pods.Items.Count);
    }

    [Fact]
    public async Task ForegroundDeletion_OfACircle_TakesAllOfIt()
    {
        await using var cluster = await TestCluster.StartAsync();
        var maps = cluster.Client.For<V1ConfigMap>();
        var made = new List<V1ConfigMap>();
        foreach (var name in (string[])["a", "b", "c"])
            made.Add(await maps.CreateAsync(new() { Metadata = new() { Name = name, NamespaceProperty = "default" } }, CancellationToken.None));
        for (var i = 0; i < made.Count; i++)
        {
            var owner = made[(i + 2) % 3].Metadata;
            var owned = KubeJson.Clone(made[i]);
            owned.Metadata.OwnerReferences =
                [new() { ApiVersion = "v1", Kind = "ConfigMap", Name = owner.Name, Uid = owner.Uid, Controller = true, BlockOwnerDeletion = true }];
            await maps.UpdateAsync(owned, CancellationToken.None);
        }

        await maps.DeleteAsync("default", "a", CancellationToken.None, DeleteQuery.Foreground);

        foreach (var map in made)
            await cluster.UntilGoneAsync<V1ConfigMap>("default", map.Metadata.Name);
    }

    [Fact]
    public async Task Pod_LetGoByItsJob_LosesTheFinalizer()
    {
        await using var cluster = await TestCluster.StartAsync();
        var stray = new V1Pod
        {
            Metadata = new() { Name = "stray", NamespaceProperty = "default", Finalizers = ["batch.kubernetes.io/job-tracking"] },
            Spec = Make.Template("i").Spec,
        };
        await cluster.Client.For<V1Pod>().CreateAsync(stray, CancellationToken.None);

        await cluster.UntilAsync<V1Pod>("no finalizer", pod => pod.Metadata.Name == "stray" && pod.Metadata.Finalizers is null or { Count: 0 });
    }

    [Fact]
    public async Task StatefulSet_ThreeReplicas_HaveTheirNamesAndClaims()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.Client.For<V1StatefulSet>().CreateAsync(
            new()
            {
                Metadata = new() { Name = "s", NamespaceProperty = "default" },
                Spec = new()
                {
                    Replicas = 3,
                    ServiceName = "s",
                    Selector = new() { MatchLabels = new Dictionary<string, string> { ["app"] = "a" } },
                    Template = Make.Template("i"),
                },
            },
            CancellationToken.None);

        await cluster.UntilAsync<V1StatefulSet>("3 ready", item => item.Status?.ReadyReplicas == 3);

        var pods = await cluster.Client.For<V1Pod>().ListAsync("default", ListQuery.All, CancellationToken.None);
        Assert.Equal(["s-0", "s-1", "s-2"], pods.Items.Select(pod => pod.Metadata.Name).Order());
    }

    [Fact]
    public async Task Service_WithPods_HasEndpointsAndSlices()
    {
        await using var cluster = await TestCluster.StartAsync();
        var deployment = Make.Deployment(2);
        deployment.Metadata = new() { Name = "d", NamespaceProperty = "default" };
        await cluster.Client.For<V1Deployment>().CreateAsync(deployment, CancellationToken.None);
        await cluster.Client.For<V1Service>().CreateAsync(
            new()
            {
                Metadata = new() { Name = "web", NamespaceProperty = "default" },
                Spec = new() { Selector = new Dictionary<string, string> { ["app"] = "a" }, Ports = [new() { Port = 80, TargetPort = 8080 }], ClusterIP = "None" },
            },
            CancellationToken.None);

        var slice = await cluster.UntilAsync<V1EndpointSlice>(
            "two ready endpoints", item => item.Metadata.Labels["kubernetes.io/service-name"] == "web" && item.Endpoints?.Count(endpoint => endpoint.Conditions.Ready == true) == 2);
        var endpoints = await cluster.UntilAsync<V1Endpoints>("two addresses", item => item.Metadata.Name == "web" && item.Subsets?[0].Addresses?.Count == 2);

        Assert.Equal(8080, slice.Ports[0].Port);
        Assert.Equal(8080, endpoints.Subsets[0].Ports[0].Port);
        await cluster.Client.For<V1Deployment>().PatchAsync("default", "d", Patch.Merge(new() { { "spec", new DocObject { { "replicas", 3 } } } }), CancellationToken.None);
        await cluster.UntilAsync<V1EndpointSlice>(
            "a third endpoint in the same slice", item => item.Metadata.Uid == slice.Metadata.Uid && item.Endpoints.Count(endpoint => endpoint.Conditions.Ready == true) == 3);
    }

    [Fact]
    public async Task Namespace_WithObjects_IsEmptiedAndGone()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.Client.For<V1Namespace>().CreateAsync(new() { Metadata = new() { Name = "doomed" } }, CancellationToken.None);
        await cluster.UntilAsync<V1ServiceAccount>("the default account", item => item.Metadata.NamespaceProperty == "doomed");
        await cluster.Client.For<V1ConfigMap>().CreateAsync(new() { Metadata = new() { Name = "c", NamespaceProperty = "doomed" } }, CancellationToken.None);

        await cluster.Client.For<V1Namespace>().DeleteAsync(null, "doomed", CancellationToken.None);

        await cluster.UntilGoneAsync<V1Namespace>("", "doomed");
    }

    [Fact]
    public async Task Owner_DeletedInTheForeground_GoesAfterItsDependents()
    {
        await using var cluster = await TestCluster.StartAsync();
        var maps = cluster.Client.For<V1ConfigMap>();
        var owner = await maps.CreateAsync(new() { Metadata = new() { Name = "owner", NamespaceProperty = "default" } }, CancellationToken.None);
        var reference = new V1OwnerReference { ApiVersion = "v1", Kind = "ConfigMap", Name = "owner", Uid = owner.Metadata.Uid, BlockOwnerDeletion = true };
        await maps.CreateAsync(new() { Metadata = new() { Name = "child", NamespaceProperty = "default", OwnerReferences = [reference] } }, CancellationToken.None);

        await maps.DeleteAsync("default", "owner", CancellationToken.None, DeleteQuery.Foreground);

        await cluster.UntilGoneAsync<V1ConfigMap>("default", "owner");
        Assert.Null(await maps.TryGetAsync("default", "child", CancellationToken.None));
    }

    [Fact]
    public async Task Owner_NeverThere_ItsDependentIsCollected()
    {
        await using var cluster = await TestCluster.StartAsync();
        var reference = new V1OwnerReference { ApiVersion = "v1", Kind = "ConfigMap", Name = "nobody", Uid = "no-such-uid" };
        await cluster.Client.For<V1ConfigMap>().CreateAsync(
            new() { Metadata = new() { Name = "child", NamespaceProperty = "default", OwnerReferences = [reference] } }, CancellationToken.None);

        await cluster.UntilGoneAsync<V1ConfigMap>("default", "child");
    }
}
