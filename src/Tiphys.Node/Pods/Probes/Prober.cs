using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using k8s.Models;
using Tiphys.Node.Cri;
using Tiphys.Node.Pods.Probes.HealthChecking;

namespace Tiphys.Node.Pods.Probes;

/// <summary>Makes one probe of a container: by a command in it, over HTTP, by a TCP connection, by gRPC's health service.</summary>
internal sealed class Prober(IContainerRuntime runtime)
{
    private const int MostOutput = 10 * 1024;

    public async Task<ProbeResult> RunAsync(V1Probe probe, V1Container container, string containerId, string address, CancellationToken cancellationToken)
    {
        var limit = TimeSpan.FromSeconds(Math.Max(probe.TimeoutSeconds ?? 1, 1));
        if (probe.Exec is { } exec)
            return await ExecAsync(exec, containerId, limit, cancellationToken).ConfigureAwait(false);
        if (probe.HttpGet is { } get)
            return await HttpProbe.RunAsync(get, container, address, limit, cancellationToken).ConfigureAwait(false);
        if (probe.TcpSocket is { } tcp)
            return await ConnectAsync(tcp, container, address, limit, cancellationToken).ConfigureAwait(false);
        if (probe.Grpc is { } grpc)
            return await CheckAsync(grpc, address, limit, cancellationToken).ConfigureAwait(false);
        return new ProbeResult(ProbeOutcome.Error, "missing probe handler");
    }

    private async Task<ProbeResult> ExecAsync(V1ExecAction exec, string containerId, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            var result = await runtime.ExecSyncAsync(containerId, exec.Command ?? [], limit, cancellationToken).ConfigureAwait(false);
            var output = result.Stdout.ToStringUtf8() + result.Stderr.ToStringUtf8();
            return new ProbeResult(result.ExitCode == 0 ? ProbeOutcome.Success : ProbeOutcome.Failure, output.Length > MostOutput ? output[..MostOutput] : output);
        }
        catch (TimeoutException)
        {
            return ProbeResult.Failure($"command timed out: \"{string.Join(' ', exec.Command ?? [])}\" timed out after {limit.TotalSeconds:0}s");
        }
        catch (RuntimeFailureException e)
        {
            // The program is missing, or the container just ended: the next look at the container will tell.
            return new ProbeResult(ProbeOutcome.Error, e.Message);
        }
    }

    private static async Task<ProbeResult> ConnectAsync(V1TCPSocketAction tcp, V1Container container, string address, TimeSpan limit, CancellationToken cancellationToken)
    {
        var port = NamedPort.Resolve(tcp.Port?.Value, container);
        if (port == 0)
            return new ProbeResult(ProbeOutcome.Error, $"couldn't find port: {tcp.Port?.Value}");
        var host = string.IsNullOrEmpty(tcp.Host) ? address : tcp.Host;
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(limit);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(host, port, limited.Token).ConfigureAwait(false);
            return ProbeResult.Success;
        }
        catch (SocketException e)
        {
            return ProbeResult.Failure($"dial tcp {host}:{port}: {e.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ProbeResult.Failure($"dial tcp {host}:{port}: i/o timeout");
        }
    }

    private static async Task<ProbeResult> CheckAsync(V1GRPCAction grpc, string address, TimeSpan limit, CancellationToken cancellationToken)
    {
        var host = IPAddress.TryParse(address, out var ip) && ip.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address;
        using var channel = GrpcChannel.ForAddress($"http://{host}:{grpc.Port}");
        try
        {
            var options = new CallOptions(deadline: TimeProvider.System.GetUtcNow().UtcDateTime + limit, cancellationToken: cancellationToken);
            var answer = await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest { Service = grpc.Service ?? "" }, options).ConfigureAwait(false);
            return answer.Status == HealthCheckResponse.Types.ServingStatus.Serving
                ? ProbeResult.Success
                : ProbeResult.Failure($"service unhealthy (responded with \"{answer.Status}\")");
        }
        catch (RpcException e) when (!cancellationToken.IsCancellationRequested)
        {
            return ProbeResult.Failure(e.StatusCode == StatusCode.DeadlineExceeded
                ? $"timeout: health rpc did not complete within {limit.TotalSeconds:0}s"
                : $"error: {e.Status.Detail}");
        }
    }
}
