using System.Text;

namespace Tiphys.ApiServer.Tests.Hostile;

/// <summary>Requests that are malformed, far too large or never finished.</summary>
[Collection(MeasuredMemory.Name)]
public sealed class RequestBombTests(BombedServer bombed) : IClassFixture<BombedServer>
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    [Theory]
    [InlineData("GET /healthz HTTP/1.1\r\n\r\n", 400)] // no host
    [InlineData("GET /a\0b HTTP/1.1\r\nHost: x\r\n\r\n", 400)]
    [InlineData("GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n", 400)]
    [InlineData("GET /healthz HTTP/9.9\r\nHost: x\r\n\r\n", 505)]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: x\r\n folded: y\r\n\r\n", 400)]
    [InlineData("GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400)]
    [InlineData("POST /api/v1/namespaces HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n", 400)]
    [InlineData("POST /api/v1/namespaces HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999999\r\n\r\n", 413)]
    [InlineData("POST /api/v1/namespaces HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", 400)]
    [InlineData("POST /api/v1/namespaces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffff\r\n", 400)]
    [InlineData("POST /api/v1/namespaces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400)]
    [InlineData("POST /api/v1/namespaces HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\r\n", 400)] // no body
    public async Task Request_Malformed_IsRefused(string text, int code)
    {
        using var client = await RawConnection.OpenAsync(bombed.Server.Http.BaseAddress!);

        await client.SendAsync(text);

        Assert.Equal(code, await client.ReadCodeAsync());
        await AssertServesAsync();
    }

    [Fact]
    public async Task Headers_FloodOfThem_IsRefused()
    {
        using var many = await RawConnection.OpenAsync(bombed.Server.Http.BaseAddress!);
        await many.SendAsync("GET /healthz HTTP/1.1\r\nHost: x\r\n" + string.Concat(Enumerable.Range(0, 250).Select(at => $"h{at}: v\r\n")) + "\r\n");
        Assert.Equal(431, await many.ReadCodeAsync());

        using var large = await RawConnection.OpenAsync(bombed.Server.Http.BaseAddress!);
        await large.SendAsync($"GET /healthz HTTP/1.1\r\nHost: x\r\nh: {new string('x', 70_000)}\r\n\r\n");
        Assert.Equal(431, await large.ReadCodeAsync());

        using var line = await RawConnection.OpenAsync(bombed.Server.Http.BaseAddress!);
        await line.SendAsync($"GET /{new string('x', 20_000)} HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.Equal(414, await line.ReadCodeAsync());
        await AssertServesAsync();
    }

    [Fact]
    public async Task Bodies_AnnouncedAndNeverSent_CostNoMemory()
    {
        var clients = new List<RawConnection>();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        try
        {
            for (var at = 0; at < 200; at++)
            {
                var client = await RawConnection.OpenAsync(bombed.Server.Http.BaseAddress!);
                clients.Add(client);
                await client.SendAsync($"POST {ConfigMaps} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 3000000\r\n\r\n{{");
            }

            await AssertServesAsync();
            Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 100L << 20);
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    [Fact]
    public async Task Body_CutOff_LeavesNothingBehind()
    {
        using (var client = await RawConnection.OpenAsync(bombed.Server.Http.BaseAddress!))
            await client.SendAsync($"POST {ConfigMaps} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{{\"metadata\":{{\"name\":\"half\"");

        await AssertServesAsync();
        Assert.Equal(404, (await bombed.Server.GetAsync($"{ConfigMaps}/half")).Code);
    }

    [Theory]
    [InlineData("?limit=99999999999999999999", 400)]
    [InlineData("?limit=x", 400)]
    [InlineData("?continue=AAAA", 400)]
    [InlineData("?resourceVersion=-1", 400)]
    [InlineData("?resourceVersion=99999999999999999999999", 400)]
    [InlineData("?watch=1&timeoutSeconds=x", 400)]
    [InlineData("?labelSelector=!!!!", 400)]
    [InlineData("?labelSelector=a+in+(", 400)]
    [InlineData("?fieldSelector=spec.x%3D1", 400)]
    [InlineData("?labelSelector=%ff%fe", 400)]
    [InlineData("?resourceVersionMatch=Wrong&resourceVersion=1", 422)]
    public async Task Query_ThatMakesNoSense_IsRefused(string query, int code)
    {
        var answer = await bombed.Server.GetAsync(ConfigMaps + query);

        Assert.Equal((code, "Failure"), (answer.Code, answer["status"]));
    }

    [Fact]
    public async Task AcceptHeader_Endless_IsReadOrRefused()
    {
        foreach (var part in (string[])["application/json;", "a/b,", "application/json;as=Table;g=meta.k8s.io;v=v1,", "*/*;q=0.0001,", ";;;;", "application/json;q=nan,"])
        {
            var answer = await bombed.Server.SendAsync("GET", ConfigMaps, accept: new StringBuilder().Insert(0, part, 50_000 / part.Length).ToString());
            Assert.Contains(answer.Code, (int[])[200, 406]);
        }
    }

    private async Task AssertServesAsync() => Assert.Equal(200, (await bombed.Server.GetAsync(ConfigMaps)).Code);
}
