using System.Net;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Tiphys.Client.Informers;
using Tiphys.Client.Objects;
using Tiphys.Network.Dns.Forwarding;
using Tiphys.Network.Dns.Serving;
using Tiphys.Network.Dns.Zone;
using Tiphys.Network.Slices;
using Tiphys.Primitives.Async;

namespace Tiphys.Network.Dns;

/// <summary>The cluster's DNS server: listens from the moment it is made, knows the cluster's names once <see cref="RunAsync"/> has synced.</summary>
public sealed class ClusterDns : IDisposable
{
    private readonly SharedInformer<V1Service> _services;
    private readonly SharedInformer<V1EndpointSlice> _slices;
    private readonly SharedInformer<V1Namespace> _namespaces;
    private readonly ClusterZone _zone;
    private readonly Responder _responder;
    private readonly UdpServer _udp;
    private readonly TcpServer _tcp;
    private readonly DnsOptions _options;
    private readonly Lock _zoneGate = new();
    private readonly AsyncGate _synced = new();

    public ClusterDns(SharedInformerFactory informers, DnsOptions options, TimeProvider time, ILogger<ClusterDns> logger)
    {
        _options = options;
        _services = informers.For<V1Service>();
        _slices = informers.For<V1EndpointSlice>();
        _namespaces = informers.For<V1Namespace>();
        SliceIndex.AddTo(_slices.Cache);
        _zone = new ClusterZone(options.Domain, options.SecondsToLive);
        _responder = new Responder(_zone, options);
        StaticNames.Add(_zone, options);

        var upstream = new HostResolvers(
            new ResolvConf(options.ResolvConf, time), [options.Address, options.ServiceAddress], options.ResolverTimeout, time);
        var slow = new SlowPath(new CachingForwarder(upstream, options.CacheEntries, time), logger);
        _udp = new UdpServer(_responder, slow, new IPEndPoint(options.Address, options.Port), options.UdpThreads);
        _tcp = new TcpServer(_responder, slow, _udp.Address, time);
    }

    /// <summary>Where it listens, over UDP and TCP.</summary>
    public IPEndPoint Address => _udp.Address;

    /// <summary>The cluster's names are known.</summary>
    public Task WaitForSyncAsync(CancellationToken cancellationToken) => _synced.WaitAsync(cancellationToken);

    /// <summary>Follows the cluster until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var namespaces = _namespaces.Subscribe(change => Namespace(change));
        using var services = _services.Subscribe(change => Service(change.Current.Key()));
        using var slices = _slices.Subscribe(change =>
        {
            if (SliceIndex.ServiceOf(change.Current) is { } key)
                Service(key);
        });
        await Task.WhenAll(
            _namespaces.WaitForSyncAsync(cancellationToken),
            _services.WaitForSyncAsync(cancellationToken),
            _slices.WaitForSyncAsync(cancellationToken)).ConfigureAwait(false);
        _responder.SetReady();
        _synced.Open();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose()
    {
        _udp.Dispose();
        _tcp.Dispose();
    }

    private void Namespace(InformerChange<V1Namespace> change)
    {
        string name = change.Current.Metadata.Name;
        lock (_zoneGate)
            _zone.Claim($"namespace {name}", change.IsDeletion ? [] : [$"{name}.svc.{_options.Domain}", $"{name}.pod.{_options.Domain}"]);
    }

    private void Service(ObjectKey key)
    {
        lock (_zoneGate)
        {
            var service = _services.Cache.Get(key);
            _zone.Set(key, service is null ? [] : ServiceRecords.Of(service, SliceIndex.Of(_slices.Cache, key), _options.Domain));
        }
    }
}
