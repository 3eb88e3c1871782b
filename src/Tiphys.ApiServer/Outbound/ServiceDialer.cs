using System.Net.Sockets;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Outbound;

/// <summary>Connects to a Service: to any of its endpoints that takes the connection.</summary>
internal sealed class ServiceDialer(IObjectReader reader)
{
    private readonly ServiceEndpoints _endpoints = new(reader);

    /// <exception cref="IOException">There is no such service, nothing is ready behind it, or nothing behind it takes connections.</exception>
    public async ValueTask<Stream> ConnectAsync(ServiceAddress service, CancellationToken cancellationToken)
    {
        SocketException? last = null;
        foreach (var endpoint in _endpoints.Find(service))
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(endpoint, cancellationToken).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException e)
            {
                // The next pod of the service may answer.
                last = e;
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw new IOException($"no endpoint of {service.Host} can be reached: {last?.Message}", last);
    }
}
