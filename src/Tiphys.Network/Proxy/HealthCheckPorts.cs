using System.Net;
using System.Net.Sockets;
using System.Text;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Tiphys.Client.Objects;

namespace Tiphys.Network.Proxy;

/// <summary>Answers an outside load balancer's question whether this node has endpoints of a service (<c>healthCheckNodePort</c>): 200 or 503.</summary>
internal sealed partial class HealthCheckPorts(TimeProvider time, ILogger logger) : IDisposable
{
    private readonly Dictionary<ObjectKey, Listening> _listening = [];

    public void Set(ObjectKey key, V1Service? service, IReadOnlyList<V1EndpointSlice> slices, NetworkOptions options)
    {
        int port = service?.Spec is { Type: "LoadBalancer", ExternalTrafficPolicy: "Local" } spec ? spec.HealthCheckNodePort ?? 0 : 0;
        if (_listening.TryGetValue(key, out var known) && known.Port != port)
        {
            known.Dispose();
            _listening.Remove(key);
        }

        if (port == 0)
            return;
        if (!_listening.TryGetValue(key, out known))
        {
            if (Listen(port) is not { } listener)
                return;
            _listening.Add(key, known = new Listening(key, port, listener, time));
        }

        known.LocalEndpoints = slices
            .SelectMany(slice => slice.Endpoints ?? [])
            .Where(endpoint => endpoint.NodeName == options.NodeName && (endpoint.Conditions?.Ready ?? true))
            .Select(endpoint => endpoint.Addresses.FirstOrDefault())
            .Distinct()
            .Count();
    }

    public void Dispose()
    {
        foreach (var listening in _listening.Values)
            listening.Dispose();
    }

    private TcpListener? Listen(int port)
    {
        try
        {
            var listener = new TcpListener(IPAddress.Any, port);
            listener.Start();
            return listener;
        }
        catch (SocketException failure)
        {
            LogTaken(logger, port, failure.Message);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The health check port {Port} cannot be listened on: {Error}")]
    private static partial void LogTaken(ILogger logger, int port, string error);

    private sealed class Listening : IDisposable
    {
        private readonly ObjectKey _service;
        private readonly TcpListener _listener;
        private readonly TimeProvider _time;

        public Listening(ObjectKey service, int port, TcpListener listener, TimeProvider time)
        {
            (_service, Port, _listener, _time) = (service, port, listener, time);
            _ = AcceptAsync();
        }

        public int Port { get; }

        public int LocalEndpoints { get; set; }

        public void Dispose() => _listener.Dispose();

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                    _ = AnswerAsync(await _listener.AcceptSocketAsync().ConfigureAwait(false));
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // closed: the service went, or the proxy ends
            }
        }

        /// <summary>Any request gets the one answer; the connection ends with it.</summary>
        private async Task AnswerAsync(Socket client)
        {
            using (client)
            {
                try
                {
                    using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5), _time);
                    await client.ReceiveAsync(new byte[4_096], patience.Token).ConfigureAwait(false);
                    await client.SendAsync(Encoding.ASCII.GetBytes(Answer()), patience.Token).ConfigureAwait(false);
                    client.Shutdown(SocketShutdown.Send);
                }
                catch (Exception e) when (e is SocketException or OperationCanceledException)
                {
                    // the asker went away
                }
            }
        }

        private string Answer()
        {
            string body = $$"""{"service":{"namespace":"{{_service.Namespace}}","name":"{{_service.Name}}"},"localEndpoints":{{LocalEndpoints}}}""";
            string status = LocalEndpoints > 0 ? "200 OK" : "503 Service Unavailable";
            return $"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nX-Content-Type-Options: nosniff\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";
        }
    }
}
