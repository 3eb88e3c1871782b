using Microsoft.AspNetCore.Http;
using Tiphys.Node.Stats;

namespace Tiphys.Node.Server;

/// <summary><c>/stats/summary</c>.</summary>
internal sealed class StatsEndpoint(UsageReader usage, string nodeName, TimeProvider time) : INodeEndpoint
{
    private MachineUsage? _former;

    public async Task HandleAsync(HttpContext http, NodeRoute route)
    {
        if (route.Namespace != "summary")
            throw new NodeRequestException(404, "404 page not found");
        var containers = await usage.ReadAsync(http.RequestAborted).ConfigureAwait(false);
        var machine = MachineUsage.Read(time);
        var former = Interlocked.Exchange(ref _former, machine);
        var seconds = former is null ? 0 : (machine.At - former.At).TotalSeconds;
        var rate = seconds > 0 ? (ulong)((machine.CpuNanoseconds - former!.CpuNanoseconds) / seconds) : 0;
        http.Response.ContentType = "application/json";
        await http.Response.BodyWriter.WriteAsync(StatsSummary.Build(nodeName, machine, rate, containers).ToUtf8(), http.RequestAborted).ConfigureAwait(false);
    }
}
