using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Tiphys.ApiServer.Fixture;

namespace Tiphys.ApiServer.Tests.Clients;

/// <summary>The C# client of the Kubernetes project, over HTTP, with its own models and serializers.</summary>
public sealed class OfficialClientTests
{
    [Fact]
    public async Task ConfigMap_GoesThroughItsWholeLife()
    {
        await using var server = await TestApiServer.StartAsync();
        using var client = ClientOf(server);
        var made = await client.CoreV1.CreateNamespacedConfigMapAsync(
            new V1ConfigMap { Metadata = new() { Name = "a", Labels = new Dictionary<string, string> { ["app"] = "x" } }, Data = new Dictionary<string, string> { ["k"] = "v" } }, "default");
        Assert.NotNull(made.Metadata.Uid);
        Assert.NotNull(made.Metadata.CreationTimestamp);

        // This build of the client cannot write managedFields that it has read; leaving them out keeps them as they are.
        made.Metadata.ManagedFields = null;
        made.Data["k"] = "w";
        var replaced = await client.CoreV1.ReplaceNamespacedConfigMapAsync(made, "a", "default");
        var patch = new V1Patch("""{"data":{"more":"1"}}""", V1Patch.PatchType.MergePatch);
        var patched = await client.CoreV1.PatchNamespacedConfigMapAsync(patch, "a", "default");
        Assert.NotEqual(replaced.Metadata.ResourceVersion, patched.Metadata.ResourceVersion);
        Assert.Equal(["k", "more"], patched.Data.Keys.Order());
        Assert.Equal("w", (await client.CoreV1.ReadNamespacedConfigMapAsync("a", "default")).Data["k"]);
        Assert.Equal("a", Assert.Single((await client.CoreV1.ListNamespacedConfigMapAsync("default", labelSelector: "app=x")).Items).Metadata.Name);

        await client.CoreV1.DeleteNamespacedConfigMapAsync("a", "default");
        var gone = await Assert.ThrowsAsync<HttpOperationException>(() => client.CoreV1.ReadNamespacedConfigMapAsync("a", "default"));
        Assert.Equal(HttpStatusCode.NotFound, gone.Response.StatusCode);
    }

    [Fact]
    public async Task Deployment_ServerSideApplied_IsReadBackWithItsDefaults()
    {
        await using var server = await TestApiServer.StartAsync();
        using var client = ClientOf(server);
        const string wanted = """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"replicas":2,"selector":{"matchLabels":{"a":"b"}},
            "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"x","resources":{"limits":{"cpu":"500m"}}}]}}}}
            """;
        await client.AppsV1.PatchNamespacedDeploymentAsync(new V1Patch(wanted, V1Patch.PatchType.ApplyPatch), "web", "default", fieldManager: "test");

        var read = await client.AppsV1.ReadNamespacedDeploymentAsync("web", "default");
        Assert.Equal(2, read.Spec.Replicas);
        Assert.Equal("RollingUpdate", read.Spec.Strategy.Type);
        Assert.Equal("Always", read.Spec.Template.Spec.RestartPolicy);
        Assert.Equal("test", Assert.Single(read.Metadata.ManagedFields).Manager);
    }

    private static Kubernetes ClientOf(TestApiServer server) => new(new KubernetesClientConfiguration { Host = server.Http.BaseAddress!.ToString() });
}
