using System.Net;
using System.Text;
using System.Text.Json;
using Tiphys.Faults.Tests.Clients;
using Tiphys.Faults.Tests.Oracle;
using Tiphys.Faults.Tests.Servers;

namespace Tiphys.Faults.Tests.Faults;

/// <summary>R2, R3 and R4: the log torn or damaged, the disk full, flushes that fail.</summary>
public sealed class DiskTests
{
    private const int WalHeader = 32;
    private const int FrameSize = 4096 + 24;

    [Theory]
    [InlineData(24)]
    [InlineData(FrameSize + 100)]
    public async Task Log_TornBehindTheLastCommit_IsCutThere(int torn)
    {
        using var folder = new TemporaryFolder();
        await using var server = new ServerChild(folder.Store);
        Assert.Null(await server.StartAsync());
        var history = new History();
        var client = new RecordingClient(1, server, history);
        await WriteAsync(client, 40);
        await server.KillAsync();
        await TearAsync(folder.Wal, torn);

        Assert.Null(await server.StartAsync());

        await client.ListAsync([.. Enumerable.Range(0, 40).Select(at => $"k{at}")], 0);
        Assert.Equal(OperationOutcome.Done, (await client.CreateAsync("after", client.NextValue(even: true))).Outcome);
        Assert.Empty(history.FindViolations());
        Assert.Equal(81, history.Operations.Count(operation => operation.Outcome == OperationOutcome.Done));
    }

    [Fact]
    public async Task Log_DamagedInItsBody_IsRefusedAndSaidSo()
    {
        using var folder = new TemporaryFolder();
        await using var server = new ServerChild(folder.Store);
        Assert.Null(await server.StartAsync());
        await WriteAsync(new RecordingClient(1, server, new History()), 40);
        await server.KillAsync();
        var wal = await File.ReadAllBytesAsync(folder.Wal);
        var frames = (wal.Length - WalHeader) / FrameSize;
        wal[WalHeader + frames / 2 * FrameSize + 1_000] ^= 0x10;
        await File.WriteAllBytesAsync(folder.Wal, wal);

        var refusal = await server.StartAsync();

        Assert.StartsWith("damaged ", refusal);
        Assert.Contains("-wal", refusal);
        Assert.Equal(wal, await File.ReadAllBytesAsync(folder.Wal));
    }

    [Fact]
    public async Task Disk_Full_RefusesWritesServesReadsTakesDeletesAndRecoversWithoutRestart()
    {
        using var disk = new FullDisk(mebibytes: 24);
        await using var server = new ServerChild(disk.Store) { ReserveBytes = 2 << 20 };
        Assert.Null(await server.StartAsync());
        var workload = new Workload(server, writers: 3, seed: 5);
        await workload.AcknowledgedAsync(60);

        await disk.FillAsync(mebibytes: 12);
        var http = await server.ClientAsync();
        var (code, status) = await FillAsync(http);
        Assert.Equal((HttpStatusCode.InsufficientStorage, "Failure"), (code, status.GetProperty("status").GetString()));
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(RecordingClient.Path)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/livez")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.DeleteAsync($"{RecordingClient.Path}/big0")).StatusCode);

        disk.MakeRoom();
        Assert.Equal(HttpStatusCode.Created, (await PostAsync(http, "again", 200_000)).Code);
        await workload.AcknowledgedAsync(60);
        Assert.Empty(await workload.FinishAsync());
    }

    [Fact]
    public async Task Flush_ThatFails_AcknowledgesNothingMoreAndFailsLivez()
    {
        using var folder = new TemporaryFolder();
        var marker = Path.Combine(folder.Path, "fail");
        await using var server = new ServerChild(folder.Store);
        foreach (var (name, value) in await FlushShim.MakeAsync(folder.Path, marker))
            server.Environment.Add(name, value);
        Assert.Null(await server.StartAsync());
        var history = new History();
        var client = new RecordingClient(1, server, history);
        await WriteAsync(client, 20);
        var http = await server.ClientAsync();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/livez")).StatusCode);

        await File.WriteAllTextAsync(marker, "");
        for (var at = 0; at < 5; at++)
            Assert.Equal(OperationOutcome.Unknown, (await client.PatchAsync("k0", client.NextValue(even: true))).Outcome);

        Assert.Equal(HttpStatusCode.InternalServerError, (await http.GetAsync("/livez")).StatusCode);
        Assert.Contains("[-]etcd failed", await (await http.GetAsync("/livez?verbose")).Content.ReadAsStringAsync());
        File.Delete(marker);
        Assert.Equal(OperationOutcome.Unknown, (await client.PatchAsync("k0", client.NextValue(even: true))).Outcome);
        await server.KillAsync();
        Assert.Null(await server.StartAsync());
        await client.ListAsync([.. Enumerable.Range(0, 20).Select(at => $"k{at}")], 0);
        Assert.Equal(OperationOutcome.Done, (await client.PatchAsync("k0", client.NextValue(even: true))).Outcome);
        Assert.Empty(history.FindViolations());
    }

    private static async Task WriteAsync(RecordingClient client, int count)
    {
        for (var at = 0; at < count; at++)
            Assert.Equal(OperationOutcome.Done, (await client.CreateAsync($"k{at}", client.NextValue(at % 2 == 0))).Outcome);
    }

    /// <summary>Appends the beginning of a commit that was being written: right salts, nothing acknowledged.</summary>
    private static async Task TearAsync(string wal, int length)
    {
        var bytes = await File.ReadAllBytesAsync(wal);
        await using var file = new FileStream(wal, FileMode.Append);
        byte[] frames = [.. bytes.AsSpan(WalHeader, FrameSize), .. bytes.AsSpan(WalHeader + FrameSize, FrameSize)];
        await file.WriteAsync(frames.AsMemory(0, length));
    }

    /// <returns>The first refusal.</returns>
    private static async Task<(HttpStatusCode Code, JsonElement Body)> FillAsync(HttpClient http)
    {
        for (var at = 0; at < 500; at++)
        {
            var answer = await PostAsync(http, $"big{at}", 200_000);
            if (answer.Code != HttpStatusCode.Created)
                return answer;
        }

        throw new InvalidOperationException("the disk did not fill");
    }

    private static async Task<(HttpStatusCode Code, JsonElement Body)> PostAsync(HttpClient http, string name, int bytes)
    {
        var body = """{"metadata":{"name":"NAME"},"data":{"v":"VALUE"}}""".Replace("NAME", name).Replace("VALUE", new('x', bytes));
        using var answer = await http.PostAsync(RecordingClient.Path, new StringContent(body, Encoding.UTF8, "application/json"));
        using var parsed = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
        return (answer.StatusCode, parsed.RootElement.Clone());
    }
}
