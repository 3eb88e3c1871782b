using Tiphys.Api.Documents;
using Tiphys.ApiServer.Fixture;

namespace Tiphys.ApiServer.Tests.Verbs;

public sealed class ListVerbTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    [Fact]
    public async Task List_ManyObjects_AnswersAllInKeyOrder()
    {
        await using var server = await TestApiServer.StartAsync();
        await FillAsync(server, 120);
        var list = await server.GetAsync(ConfigMaps);
        Assert.Equal("ConfigMapList", list["kind"]);
        var names = list.Items.Select(Name).ToArray();
        Assert.Equal(120, names.Length);
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.All(list.Items, item => Assert.Null(item.GetString("kind")));
    }

    [Theory]
    [InlineData("/apis/events.k8s.io/v1/namespaces/default/events", "reportingController%3Dc", "e")]
    [InlineData("/apis/events.k8s.io/v1/namespaces/default/events", "regarding.name%3Dx", "e")]
    [InlineData("/apis/events.k8s.io/v1/namespaces/default/events", "regarding.name%3Dy", "")]
    [InlineData("/api/v1/namespaces/default/events", "reportingComponent%3Dc", "e")]
    [InlineData("/api/v1/namespaces/default/events", "source%3Dc,involvedObject.name%3Dx", "e")]
    public async Task List_Events_AreSelectedByTheNamesOfEitherGroup(string path, string selector, string expected)
    {
        await using var server = await TestApiServer.StartAsync();
        var made = await server.PostAsync(
            "/apis/events.k8s.io/v1/namespaces/default/events",
            """
            {"metadata":{"name":"e"},"eventTime":"2026-01-01T00:00:00.000000Z","reportingController":"c","reportingInstance":"i","action":"a","reason":"r","type":"Normal",
            "regarding":{"kind":"Pod","namespace":"default","name":"x"}}
            """);
        Assert.Equal(201, made.Code);
        Assert.Equal(expected, string.Join(',', (await server.GetAsync($"{path}?fieldSelector={selector}")).Items.Select(Name)));
    }

    [Fact]
    public async Task List_Paged_ShowsOneMomentWhileOthersWrite()
    {
        await using var server = await TestApiServer.StartAsync();
        await FillAsync(server, 25);
        var first = await server.GetAsync($"{ConfigMaps}?limit=10");
        Assert.Equal("15", first["metadata.remainingItemCount"]);
        await server.DeleteAsync($"{ConfigMaps}/c-0015");
        await server.PostAsync(ConfigMaps, """{"metadata":{"name":"c-0012b"}}""");
        var second = await server.GetAsync($"{ConfigMaps}?limit=10&continue={Uri.EscapeDataString(first["metadata.continue"]!)}");
        Assert.Equal(first["metadata.resourceVersion"], second["metadata.resourceVersion"]);
        var last = await server.GetAsync($"{ConfigMaps}?limit=10&continue={Uri.EscapeDataString(second["metadata.continue"]!)}");
        Assert.Null(last["metadata.continue"]);
        var names = first.Items.Concat(second.Items).Concat(last.Items).Select(Name);
        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"c-{i:0000}"), names);
    }

    [Theory]
    [InlineData("labelSelector=parity%3Deven", 5)]
    [InlineData("labelSelector=parity+in+(odd)", 5)]
    [InlineData("labelSelector=!parity", 0)]
    [InlineData("fieldSelector=metadata.name%3Dc-0003", 1)]
    [InlineData("fieldSelector=metadata.name!%3Dc-0003", 9)]
    public async Task List_WithSelector_AnswersTheSelected(string query, int expected)
    {
        await using var server = await TestApiServer.StartAsync();
        await FillAsync(server, 10);
        Assert.Equal(expected, (await server.GetAsync($"{ConfigMaps}?{query}")).Items.Count());
    }

    [Fact]
    public async Task List_ExactRevision_ShowsThePast()
    {
        await using var server = await TestApiServer.StartAsync();
        await FillAsync(server, 3);
        var past = (await server.GetAsync(ConfigMaps))["metadata.resourceVersion"];
        await server.DeleteAsync($"{ConfigMaps}/c-0001");
        var list = await server.GetAsync($"{ConfigMaps}?resourceVersion={past}&resourceVersionMatch=Exact");
        Assert.Equal(3, list.Items.Count());
        Assert.Equal(past, list["metadata.resourceVersion"]);
    }

    [Fact]
    public async Task List_FutureRevision_AnswersTimeout()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(5) };
        await using var server = await TestApiServer.StartAsync(time: time, adjust: options => options with { RequestTimeout = Timeout.InfiniteTimeSpan });
        var pending = server.GetAsync($"{ConfigMaps}?resourceVersion=999999");
        while (!pending.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(4));
            await Task.Yield();
        }

        var answer = await pending;
        Assert.Equal(504, answer.Code);
        Assert.Contains("ResourceVersionTooLarge", answer.Text);
    }

    [Fact]
    public async Task List_TokenOlderThanTheHorizon_OffersAnInconsistentRest()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(60));
        await using var server = await TestApiServer.StartAsync(time: time);
        await FillAsync(server, 6);
        var first = await server.GetAsync($"{ConfigMaps}?limit=4");
        for (var minute = 0; minute < 7; minute++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            await server.PostAsync(ConfigMaps, "{\"metadata\":{\"name\":\"x" + minute + "\"}}");
        }

        var expired = await server.GetAsync($"{ConfigMaps}?limit=4&continue={Uri.EscapeDataString(first["metadata.continue"]!)}");
        Assert.Equal(410, expired.Code);
        var rest = await server.GetAsync($"{ConfigMaps}?continue={Uri.EscapeDataString(expired["metadata.continue"]!)}");
        Assert.Equal(9, rest.Items.Count());
    }

    private static string Name(DocObject item) => item.GetObject("metadata")!.GetString("name")!;

    private static async Task FillAsync(TestApiServer server, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var parity = i % 2 == 0 ? "even" : "odd";
            await server.PostAsync(ConfigMaps, $$$"""{"metadata":{"name":"c-{{{i:0000}}}","labels":{"parity":"{{{parity}}}"} } }""");
        }
    }

    [Theory]
    [InlineData("resourceVersion=abc&resourceVersionMatch=Bogus", 422)]
    [InlineData("resourceVersion=abc", 400)]
    [InlineData("limit=", 400)]
    [InlineData("timeoutSeconds=soon", 400)]
    [InlineData("continue=abc&resourceVersion=1", 400)]
    public async Task List_OptionsThatCannotBe_AreRefused(string query, int code)
    {
        await using var server = await TestApiServer.StartAsync();
        Assert.Equal(code, (await server.GetAsync($"/api/v1/configmaps?{query}")).Code);
    }
}
