using Tiphys.ApiServer.Fixture;

namespace Tiphys.ApiServer.Tests.Subresources;

public sealed class PodSubresourceTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Budgets = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";

    [Fact]
    public async Task Binding_UnboundPod_AssignsTheNode()
    {
        await using var server = await WithPodAsync();
        var bound = await BindAsync(server, "n1");
        Assert.Equal(201, bound.Code);
        var pod = await server.GetAsync($"{Pods}/p");
        Assert.Equal("n1", pod["spec.nodeName"]);
        Assert.Contains("\"PodScheduled\"", pod["status.conditions"]);
    }

    [Fact]
    public async Task Binding_BoundPod_Conflicts()
    {
        await using var server = await WithPodAsync();
        await BindAsync(server, "n1");
        var second = await BindAsync(server, "n2");
        Assert.Equal(409, second.Code);
        Assert.Contains("already assigned to node \"n1\"", second["message"]);
    }

    [Fact]
    public async Task Delete_RunningPod_WaitsForItsGracePeriod()
    {
        await using var server = await WithPodAsync();
        await BindAsync(server, "n1");
        var marked = await server.DeleteAsync($"{Pods}/p");
        Assert.Equal("30", marked["metadata.deletionGracePeriodSeconds"]);
        Assert.Equal(200, (await server.GetAsync($"{Pods}/p")).Code);
        var forced = await server.DeleteAsync($"{Pods}/p", """{"gracePeriodSeconds":0}""");
        Assert.Equal(200, forced.Code);
        Assert.Equal(404, (await server.GetAsync($"{Pods}/p")).Code);
    }

    [Fact]
    public async Task Delete_UnscheduledPod_GoesAtOnce()
    {
        await using var server = await WithPodAsync();
        await server.DeleteAsync($"{Pods}/p");
        Assert.Equal(404, (await server.GetAsync($"{Pods}/p")).Code);
    }

    [Fact]
    public async Task Status_Update_LeavesTheSpecAlone()
    {
        await using var server = await WithPodAsync();
        var patched = await server.SendAsync(
            "PATCH", $"{Pods}/p/status", """{"spec":{"activeDeadlineSeconds":5},"status":{"phase":"Running"}}""", "application/merge-patch+json");
        Assert.Equal("Running", patched["status.phase"]);
        Assert.Null(patched["spec.activeDeadlineSeconds"]);
    }

    [Fact]
    public async Task Eviction_BudgetSpent_IsTooManyRequests()
    {
        await using var server = await RunningWithBudgetAsync(disruptionsAllowed: 0);
        var refused = await server.PostAsync($"{Pods}/p/eviction", """{"metadata":{"name":"p"}}""");
        Assert.Equal(429, refused.Code);
        Assert.Contains("DisruptionBudget", refused.Text);
        Assert.Equal(200, (await server.GetAsync($"{Pods}/p")).Code);
    }

    [Fact]
    public async Task Eviction_BudgetLeft_DeletesAndDebits()
    {
        await using var server = await RunningWithBudgetAsync(disruptionsAllowed: 1);
        var evicted = await server.PostAsync($"{Pods}/p/eviction", """{"metadata":{"name":"p"}}""");
        Assert.Equal(201, evicted.Code);
        Assert.NotNull((await server.GetAsync($"{Pods}/p"))["metadata.deletionTimestamp"]);
        var budget = await server.GetAsync($"{Budgets}/b");
        Assert.Equal("0", budget["status.disruptionsAllowed"]);
    }

    [Fact]
    public async Task Scale_Update_ChangesReplicasAndGeneration()
    {
        await using var server = await TestApiServer.StartAsync();
        const string Deployments = "/apis/apps/v1/namespaces/default/deployments";
        const string Body = """
            {"metadata":{"name":"d"},"spec":{"replicas":1,"selector":{"matchLabels":{"app":"d"}},
            "template":{"metadata":{"labels":{"app":"d"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}
            """;
        Assert.Equal(201, (await server.PostAsync(Deployments, Body)).Code);
        var scale = await server.GetAsync($"{Deployments}/d/scale");
        Assert.Equal("app=d", scale["status.selector"]);
        var changed = await server.SendAsync("PATCH", $"{Deployments}/d/scale", """{"spec":{"replicas":4}}""", "application/merge-patch+json");
        Assert.Equal("4", changed["spec.replicas"]);
        var deployment = await server.GetAsync($"{Deployments}/d");
        Assert.Equal("4", deployment["spec.replicas"]);
        Assert.Equal("2", deployment["metadata.generation"]);
    }

    [Fact]
    public async Task Finalize_EmptiedNamespace_Goes()
    {
        await using var server = await TestApiServer.StartAsync();
        await server.PostAsync("/api/v1/namespaces", """{"metadata":{"name":"x"}}""");
        var marked = await server.DeleteAsync("/api/v1/namespaces/x");
        Assert.Equal("Terminating", marked["status.phase"]);
        var done = await server.PutAsync("/api/v1/namespaces/x/finalize", """{"metadata":{"name":"x"},"spec":{"finalizers":[]}}""");
        Assert.Equal(200, done.Code);
        Assert.Equal(404, (await server.GetAsync("/api/v1/namespaces/x")).Code);
    }

    private static async Task<TestApiServer> WithPodAsync()
    {
        var server = await TestApiServer.StartAsync();
        var made = await server.PostAsync(Pods, """{"metadata":{"name":"p","labels":{"app":"x"}},"spec":{"containers":[{"name":"c","image":"i"}]}}""");
        Assert.Equal(201, made.Code);
        return server;
    }

    private static Task<TestResponse> BindAsync(TestApiServer server, string node) =>
        server.PostAsync($"{Pods}/p/binding", "{\"metadata\":{\"name\":\"p\"},\"target\":{\"kind\":\"Node\",\"name\":\"" + node + "\"}}");

    private static async Task<TestApiServer> RunningWithBudgetAsync(int disruptionsAllowed)
    {
        var server = await WithPodAsync();
        await BindAsync(server, "n1");
        const string Running = """{"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}""";
        await server.SendAsync("PATCH", $"{Pods}/p/status", Running, "application/merge-patch+json");
        await server.PostAsync(Budgets, """{"metadata":{"name":"b"},"spec":{"minAvailable":1,"selector":{"matchLabels":{"app":"x"}}}}""");
        var status = "{\"status\":{\"observedGeneration\":1,\"disruptionsAllowed\":" + disruptionsAllowed
            + ",\"currentHealthy\":1,\"desiredHealthy\":1,\"expectedPods\":1}}";
        var answer = await server.SendAsync("PATCH", $"{Budgets}/b/status", status, "application/merge-patch+json");
        Assert.Equal(200, answer.Code);
        return server;
    }
}
