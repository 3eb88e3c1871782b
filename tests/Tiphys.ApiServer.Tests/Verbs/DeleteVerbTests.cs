using Tiphys.ApiServer.Fixture;

namespace Tiphys.ApiServer.Tests.Verbs;

public sealed class DeleteVerbTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Pods = "/api/v1/namespaces/default/pods";

    [Theory]
    [InlineData("""{"kind":"Pod","apiVersion":"v1"}""")]
    [InlineData("""{"gracePeriodSeconds":"soon"}""")]
    [InlineData("""{"gracePeriodSeconds":1.5}""")]
    [InlineData("""{"dryRun":"All"}""")]
    [InlineData("""{"preconditions":{"uid":1}}""")]
    public async Task Delete_UnreadableOptions_AreRefusedAndNothingGoes(string options)
    {
        await using var server = await TestApiServer.StartAsync();
        await server.PostAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        Assert.Equal(400, (await server.DeleteAsync($"{ConfigMaps}/a", options)).Code);
        Assert.Equal(200, (await server.GetAsync($"{ConfigMaps}/a")).Code);
    }

    [Fact]
    public async Task DeleteCollection_WithLimit_DeletesOnePageAndSaysWhereItGoesOn()
    {
        await using var server = await TestApiServer.StartAsync();
        foreach (var name in (string[])["a", "b", "c"])
            await server.PostAsync(ConfigMaps, $$$"""{"metadata":{"labels":{"x":"y"},"name":"{{{name}}}"} }""");
        var page = await server.DeleteAsync($"{ConfigMaps}?labelSelector=x&limit=2");
        Assert.Equal(["a", "b"], page.Items.Select(item => item.GetPath("metadata", "name")!.ToString().Trim('"')));
        Assert.Single((await server.GetAsync($"{ConfigMaps}?labelSelector=x")).Items);
        var rest = await server.DeleteAsync($"{ConfigMaps}?labelSelector=x&limit=2&continue={page["metadata.continue"]}");
        Assert.Single(rest.Items);
        Assert.Empty((await server.GetAsync($"{ConfigMaps}?labelSelector=x")).Items);
    }

    [Fact]
    public async Task DeleteCollection_HeldObjects_AreAnsweredAsTheyWereFound()
    {
        await using var server = await TestApiServer.StartAsync();
        await server.PostAsync(ConfigMaps, """{"metadata":{"name":"a","finalizers":["x/y"],"labels":{"x":"y"}}}""");
        var page = await server.DeleteAsync($"{ConfigMaps}?labelSelector=x");
        Assert.Null(page.Items.Single().GetPath("metadata", "deletionTimestamp"));
        Assert.NotNull((await server.GetAsync($"{ConfigMaps}/a"))["metadata.deletionTimestamp"]);
    }

    [Theory]
    [InlineData("DELETE", null)]
    [InlineData("POST", """{"metadata":{"name":"b"}}""")]
    public async Task Write_ToAllNamespaces_IsNotAllowed(string method, string? body)
    {
        await using var server = await TestApiServer.StartAsync();
        await server.PostAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        Assert.Equal(405, (await server.SendAsync(method, "/api/v1/configmaps", body)).Code);
        Assert.Equal(200, (await server.GetAsync($"{ConfigMaps}/a")).Code);
    }

    [Fact]
    public async Task Delete_PodWithoutNode_AnswersItAsDeleted()
    {
        await using var server = await TestApiServer.StartAsync();
        await server.PostAsync("/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"default"}}""");
        await server.PostAsync(Pods, """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}]}}""");
        var deleted = await server.DeleteAsync($"{Pods}/p");
        Assert.Equal("0", deleted["metadata.deletionGracePeriodSeconds"]);
        Assert.NotNull(deleted["metadata.deletionTimestamp"]);
        Assert.Equal(404, (await server.GetAsync($"{Pods}/p")).Code);
    }

    [Fact]
    public async Task Delete_PolicyWhileGraceRuns_ComesTooLate()
    {
        await using var server = await TestApiServer.StartAsync();
        await server.PostAsync("/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"default"}}""");
        await server.PostAsync(Pods, """{"metadata":{"name":"p"},"spec":{"nodeName":"n","containers":[{"name":"c","image":"i"}]}}""");
        await server.DeleteAsync($"{Pods}/p", """{"gracePeriodSeconds":10}""");
        var again = await server.DeleteAsync($"{Pods}/p", """{"gracePeriodSeconds":20,"propagationPolicy":"Foreground"}""");
        Assert.Equal("10", again["metadata.deletionGracePeriodSeconds"]);
        Assert.Null(again["metadata.finalizers"]);
    }

    [Fact]
    public async Task Delete_Namespace_HasNoGrace()
    {
        await using var server = await TestApiServer.StartAsync();
        await server.PostAsync("/api/v1/namespaces", """{"metadata":{"name":"n"}}""");
        var deleted = await server.DeleteAsync("/api/v1/namespaces/n");
        Assert.NotNull(deleted["metadata.deletionTimestamp"]);
        Assert.Null(deleted["metadata.deletionGracePeriodSeconds"]);
    }

    [Fact]
    public async Task Delete_PodAtOnce_IsSeenMarkedBeforeItIsGone()
    {
        await using var server = await TestApiServer.StartAsync();
        await server.PostAsync("/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"default"}}""");
        var created = await server.PostAsync(Pods, """{"metadata":{"name":"p"},"spec":{"nodeName":"n","containers":[{"name":"c","image":"i"}]}}""");
        await server.DeleteAsync($"{Pods}/p?gracePeriodSeconds=0");
        await using var watch = await TestWatch.OpenAsync(server, $"{Pods}?watch=1&resourceVersion={created["metadata.resourceVersion"]}");
        foreach (var expected in (string[])["MODIFIED", "DELETED"])
        {
            var (type, pod) = await watch.NextAsync();
            Assert.Equal(expected, type);
            Assert.Equal(0, pod.GetObject("metadata")!.GetInt64("deletionGracePeriodSeconds"));
        }
    }

    [Theory]
    [InlineData("?dryRun=All")]
    [InlineData("?dryRun=Some")]
    [InlineData("?gracePeriodSeconds=soon")]
    [InlineData("?resourceVersion=1")]
    public async Task Delete_WithBody_DoesNotReadTheQuery(string query)
    {
        await using var server = await TestApiServer.StartAsync();
        await server.PostAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        Assert.Equal(200, (await server.DeleteAsync($"{ConfigMaps}/a{query}", "{}")).Code);
        Assert.Equal(404, (await server.GetAsync($"{ConfigMaps}/a")).Code);
    }

    [Theory]
    [InlineData("?resourceVersion=1", 409)]
    [InlineData("?uid=x", 409)]
    [InlineData("?gracePeriodSeconds=", 400)]
    [InlineData("?propagationPolicy=", 422)]
    public async Task Delete_ConditionInQuery_Holds(string query, int code)
    {
        await using var server = await TestApiServer.StartAsync();
        await server.PostAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        Assert.Equal(code, (await server.DeleteAsync($"{ConfigMaps}/a{query}")).Code);
        Assert.Equal(200, (await server.GetAsync($"{ConfigMaps}/a")).Code);
    }

    [Fact]
    public async Task Delete_Event_HasNoDependentsToOrphan()
    {
        await using var server = await TestApiServer.StartAsync();
        await server.PostAsync("/api/v1/namespaces/default/events", """{"metadata":{"name":"a"},"involvedObject":{"namespace":"default"}}""");
        await server.DeleteAsync("/api/v1/namespaces/default/events/a?propagationPolicy=Orphan");
        Assert.Equal(404, (await server.GetAsync("/api/v1/namespaces/default/events/a")).Code);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("?propagationPolicy=Orphan", false)]
    public async Task Delete_JobWithoutPolicy_WarnsThatItsPodsStay(string query, bool warned)
    {
        await using var server = await TestApiServer.StartAsync();
        const string Jobs = "/apis/batch/v1/namespaces/default/jobs";
        await server.PostAsync(Jobs, """{"metadata":{"name":"a"},"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}}""");
        using var response = await server.Http.DeleteAsync($"{Jobs}/a{query}", TestContext.Current.CancellationToken);
        Assert.Equal(warned, response.Headers.Contains("Warning"));
    }
}
