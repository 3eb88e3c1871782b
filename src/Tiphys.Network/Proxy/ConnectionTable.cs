using Tiphys.Network.Nftables;
using Tiphys.Network.Processes;

namespace Tiphys.Network.Proxy;

/// <summary>The kernel's table of connections, cleaned with the <c>conntrack</c> tool.</summary>
/// <remarks>Only UDP needs it: its "connection" lives as long as the client keeps sending, and would send on to an endpoint that is gone. Without the
/// tool the flows end by their own time-out of 30 seconds of silence.</remarks>
internal sealed class ConnectionTable(ToolCommand tool)
{
    public async Task ForgetAsync(Family family, IReadOnlyList<StaleFlow> flows, CancellationToken cancellationToken)
    {
        foreach (var flow in flows)
        {
            List<string> words = ["conntrack", "-D", "-f", family == Family.Ip ? "ipv4" : "ipv6", "-p", "udp", "--orig-port-dst", flow.Port];
            if (flow.Address is { } address)
                words.AddRange(["--orig-dst", address]);
            if (flow.Endpoint is { } endpoint)
                words.AddRange(["--dst-nat", endpoint]);
            // Exit code 1 says that there was no such flow.
            if (await tool.RunAsync(words, cancellationToken).ConfigureAwait(false) < 0)
                return;
        }
    }
}
