using System.Net.Sockets;

namespace Tiphys.Node.Streaming.PortForwarding;

/// <summary>The pod that ports are forwarded to.</summary>
internal sealed record PortForwardTarget(PodDialer Dialer, string SandboxId, bool HostNetwork)
{
    public Task<NetworkStream> DialAsync(int port, CancellationToken cancellationToken) => Dialer.DialAsync(SandboxId, HostNetwork, port, cancellationToken);
}
