using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;

namespace Tiphys.Storage.Etcd;

/// <summary>The members of the cluster and which of them we talk to; moves on to the next when one does not serve.</summary>
internal sealed class EtcdMembers : IDisposable
{
    /// <summary>A member without a leader answers such calls with an error, and ends such watches, instead of showing what may be old.</summary>
    private static readonly Metadata LeaderNeeded = new() { { "hasleader", "true" } };

    private readonly EtcdStoreOptions _options;
    private readonly GrpcChannel[] _channels;
    private readonly CancellationTokenSource _closing = new();
    private int _current;

    public EtcdMembers(EtcdStoreOptions options)
    {
        if (options.Endpoints.Count == 0)
            throw new ArgumentException("etcd needs an endpoint", nameof(options));
        _options = options;
        _channels = [.. options.Endpoints.Select(endpoint => GrpcChannel.ForAddress(endpoint, new GrpcChannelOptions
        {
            HttpHandler = CreateHandler(options),
            DisposeHttpClient = true,
            MaxReceiveMessageSize = null,
        }))];
    }

    public bool IsClosed => _closing.IsCancellationRequested;

    public CancellationToken Closing => _closing.Token;

    /// <summary>Calls a read; members that do not serve are passed over.</summary>
    public async Task<TResponse> ReadAsync<TResponse>(
        Func<CallInvoker, CallOptions, AsyncUnaryCall<TResponse>> call, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await CallAsync(call, cancellationToken).ConfigureAwait(false);
            }
            catch (RpcException failure) when (EtcdErrors.IsMembersFault(failure) && attempt < _channels.Length * 2 && !IsClosed)
            {
                MoveOn();
            }
        }
    }

    /// <summary>Calls a write once: whether a call that broke off was carried out cannot be known, so it must not be repeated.</summary>
    public async Task<TResponse> WriteAsync<TResponse>(
        Func<CallInvoker, CallOptions, AsyncUnaryCall<TResponse>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await CallAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException failure) when (EtcdErrors.IsMembersFault(failure))
        {
            MoveOn();
            throw;
        }
    }

    /// <summary>Options of a call that lasts.</summary>
    public (CallInvoker Invoker, CallOptions Options) Stream(CancellationToken cancellationToken) =>
        (Invoker(), new CallOptions(LeaderNeeded, cancellationToken: cancellationToken));

    public void MoveOn() => Interlocked.Increment(ref _current);

    public void Dispose()
    {
        _closing.Cancel();
        foreach (var channel in _channels)
            channel.Dispose();
    }

    private GrpcChannel Current => _channels[(int)((uint)Volatile.Read(ref _current) % (uint)_channels.Length)];

    private CallInvoker Invoker()
    {
        try
        {
            return Current.CreateCallInvoker();
        }
        catch (ObjectDisposedException failure)
        {
            throw new StoreUnavailableException(StoreFailure.Closed, "the store is closed", failure);
        }
    }

    private async Task<TResponse> CallAsync<TResponse>(
        Func<CallInvoker, CallOptions, AsyncUnaryCall<TResponse>> call, CancellationToken cancellationToken)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        var deadline = _options.Time.GetUtcNow().UtcDateTime + _options.CallTimeout;
        using var running = call(Invoker(), new CallOptions(LeaderNeeded, deadline, linked.Token));
        return await running.ResponseAsync.ConfigureAwait(false);
    }

    private static SocketsHttpHandler CreateHandler(EtcdStoreOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            // A member that vanished without a word is noticed by its silence.
            KeepAlivePingDelay = TimeSpan.FromSeconds(5),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(3),
            ConnectTimeout = TimeSpan.FromSeconds(3),
            EnableMultipleHttp2Connections = true,
        };
        if (options.CertificateFile is { } certificate)
            handler.SslOptions.ClientCertificates = [X509Certificate2.CreateFromPemFile(certificate, options.KeyFile)];
        if (options.AuthorityFile is { } authority)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(authority);
            handler.SslOptions.CertificateChainPolicy = policy;
        }

        return handler;
    }
}
