using System.Text;
using Tiphys.Api.Documents;
using Tiphys.ApiServer.Fixture;

namespace Tiphys.ApiServer.Tests.Verbs;

/// <summary>A watch as a client reads it.</summary>
internal sealed class TestWatch(HttpResponseMessage response, StreamReader lines) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task<TestWatch> OpenAsync(TestApiServer server, string path)
    {
        var response = await server.Http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(200, (int)response.StatusCode);
        return new(response, new StreamReader(await response.Content.ReadAsStreamAsync(), Encoding.UTF8));
    }

    /// <summary>The next event; null at the end.</summary>
    public async Task<(string Type, DocObject Object)?> TryNextAsync()
    {
        var line = await lines.ReadLineAsync().WaitAsync(Patience);
        if (line is null)
            return null;
        var change = DocReader.ParseObject(Encoding.UTF8.GetBytes(line));
        return (change.GetString("type")!, change.GetObject("object")!);
    }

    public async Task<(string Type, DocObject Object)> NextAsync() =>
        await TryNextAsync() ?? throw new InvalidOperationException("the watch ended where an event was expected");

    public ValueTask DisposeAsync()
    {
        lines.Dispose();
        response.Dispose();
        return ValueTask.CompletedTask;
    }
}
