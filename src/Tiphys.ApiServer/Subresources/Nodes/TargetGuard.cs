using System.Net;
using System.Net.Sockets;
using Tiphys.Api.Errors;

namespace Tiphys.ApiServer.Subresources.Nodes;

/// <summary>
/// Resolves a target once and connects to just what was checked, so that a name cannot resolve to something else the second time (CVE-2020-8562,
/// CVE-2022-3294).
/// </summary>
internal sealed class TargetGuard(NodeAgentOptions options)
{
    /// <exception cref="ApiException">403: the target is the server itself or link-local; 503: it cannot be reached.</exception>
    public async ValueTask<Socket> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.ConnectTimeout);
        try
        {
            var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, limit.Token).ConfigureAwait(false);
            foreach (var address in addresses)
                EnsureAllowed(address);
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(addresses, port, limit.Token).ConfigureAwait(false);
                return socket;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
        catch (SocketException e)
        {
            throw Unreachable(host, port, e.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unreachable(host, port, "connection timed out");
        }
    }

    private void EnsureAllowed(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        var local = IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal || IsLinkLocal(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
        if (local && !options.AllowLocalTargets)
            throw new ApiException(403, StatusReason.Forbidden, "address not allowed");
    }

    private static bool IsLinkLocal(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes() is [169, 254, ..] or [0, ..] or [>= 224, ..];

    private static ApiException Unreachable(string host, int port, string why) =>
        new(503, StatusReason.ServiceUnavailable, $"error trying to reach service: dial tcp {host}:{port}: {why}");
}
