using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Tiphys.Api.Documents;
using Tiphys.Node.Cri;
using Tiphys.Node.Native;

namespace Tiphys.Node.Streaming.PortForwarding;

/// <summary>
/// Connects to a port on a pod's own loopback. A socket belongs to the network namespace its thread was in when it was made, wherever it is
/// used later: so a thread steps into the pod's namespace, makes and connects the socket there, and ends.
/// </summary>
internal sealed class PodDialer(IContainerRuntime runtime)
{
    /// <param name="sandboxId">The pod's sandbox.</param>
    /// <param name="hostNetwork">The pod lives on the node's own network.</param>
    /// <exception cref="IOException">Nobody listens there, or the namespace is gone.</exception>
    public async Task<NetworkStream> DialAsync(string sandboxId, bool hostNetwork, int port, CancellationToken cancellationToken)
    {
        var path = hostNetwork ? null : await NamespacePathAsync(sandboxId, cancellationToken).ConfigureAwait(false);
        var result = new TaskCompletionSource<Socket>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => DialOnThread(path, port, result)) { IsBackground = true, Name = "port-forward dial" };
        thread.Start();
        return new NetworkStream(await result.Task.WaitAsync(cancellationToken).ConfigureAwait(false), ownsSocket: true);
    }

    private async Task<string> NamespacePathAsync(string sandboxId, CancellationToken cancellationToken)
    {
        var status = await runtime.PodSandboxStatusAsync(sandboxId, verbose: true, cancellationToken).ConfigureAwait(false);
        if (status.Info.TryGetValue("info", out var info))
        {
            var document = DocReader.ParseObject(System.Text.Encoding.UTF8.GetBytes(info));
            var namespaces = document.GetPath("runtimeSpec", "linux", "namespaces") as DocArray;
            var network = namespaces?.Objects().FirstOrDefault(entry => entry.GetString("type") == "network");
            if (network?.GetString("path") is { Length: > 0 } path)
                return path;
        }

        throw new IOException("the runtime does not tell the pod's network namespace");
    }

    private static void DialOnThread(string? namespacePath, int port, TaskCompletionSource<Socket> result)
    {
        try
        {
            if (namespacePath is not null)
                Enter(namespacePath);
            result.SetResult(Connect(port));
        }
        catch (Exception e)
        {
            // Whatever it was, it belongs to the caller: an exception on a bare thread would end the process.
            result.SetException(e as IOException ?? new IOException(e.Message, e));
        }
    }

    private static void Enter(string path)
    {
        var descriptor = Libc.Open(path, Libc.OpenCloseOnExec);
        if (descriptor < 0)
            throw new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}");
        var entered = Libc.SetNamespace(descriptor, Libc.CloneNewNetwork);
        var error = Marshal.GetLastPInvokeErrorMessage();
        _ = Libc.Close(descriptor);
        if (entered != 0)
            throw new IOException($"{path}: {error}");
    }

    private static Socket Connect(int port)
    {
        SocketException? first = null;
        foreach (var address in (IPAddress[])[IPAddress.Loopback, IPAddress.IPv6Loopback])
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.NoDelay = true;
                socket.Connect(address, port);
                return socket;
            }
            catch (SocketException e)
            {
                first ??= e;
                socket.Dispose();
            }
        }

        throw new IOException($"failed to connect to localhost:{port} inside the pod: {first!.Message}");
    }
}
