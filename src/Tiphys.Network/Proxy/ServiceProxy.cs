using k8s.Models;
using Microsoft.Extensions.Logging;
using Tiphys.Client.Informers;
using Tiphys.Client.Objects;
using Tiphys.Network.Nftables;
using Tiphys.Network.Processes;
using Tiphys.Network.Slices;
using Tiphys.Primitives.Async;
using Tiphys.Primitives.Retries;

namespace Tiphys.Network.Proxy;

/// <summary>Keeps the kernel's maps equal to the cluster's Services and EndpointSlices.</summary>
public sealed partial class ServiceProxy : IDisposable
{
    private readonly SharedInformer<V1Service> _services;
    private readonly SharedInformer<V1EndpointSlice> _slices;
    private readonly INftables _nft;
    private readonly FamilyProxy[] _families;
    private readonly HealthCheckPorts _health;
    private readonly NetworkOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly AsyncPulse _wake = new();
    private readonly Lock _gate = new();
    private readonly AsyncGate _synced = new();
    private readonly Backoff _backoff = new(new BackoffPolicy { First = TimeSpan.FromMilliseconds(200), Longest = TimeSpan.FromSeconds(30) });
    private HashSet<ObjectKey> _changed = [];
    private uint? _looked;
    private long _lookedAt;

    public ServiceProxy(
        SharedInformerFactory informers, INftables nft, ToolCommand tools, NetworkOptions options, TimeProvider time, ILogger<ServiceProxy> logger)
    {
        (_nft, _options, _time, _logger) = (nft, options, time, logger);
        _services = informers.For<V1Service>();
        _slices = informers.For<V1EndpointSlice>();
        SliceIndex.AddTo(_slices.Cache);
        _families = [.. new[] { Family.Ip, Family.Ip6 }.Select(family => new FamilyProxy(family, nft, tools, options))];
        _health = new HealthCheckPorts(time, logger);
    }

    /// <summary>The kernel shows the cluster as it was at some moment after the start.</summary>
    public Task WaitForSyncAsync(CancellationToken cancellationToken) => _synced.WaitAsync(cancellationToken);

    /// <summary>Works until cancelled. The tables stay when it ends: connections go on while the server restarts.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(_services.WaitForSyncAsync(cancellationToken), _slices.WaitForSyncAsync(cancellationToken)).ConfigureAwait(false);
        using var services = _services.Subscribe(change => Touch(change.Current.Key()));
        using var slices = _slices.Subscribe(change =>
        {
            if (SliceIndex.ServiceOf(change.Current) is { } key)
                Touch(key);
        });
        bool rebuild = true;
        _lookedAt = _time.GetTimestamp();
        while (!cancellationToken.IsCancellationRequested)
        {
            rebuild = !await TrySyncAsync(rebuild, cancellationToken).ConfigureAwait(false);
            await WaitAsync(rebuild, cancellationToken).ConfigureAwait(false);
            rebuild |= _time.GetElapsedTime(_lookedAt) >= _options.SyncPeriod && !await StandsAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _health.Dispose();
        _wake.Dispose();
    }

    private void Touch(ObjectKey service)
    {
        lock (_gate)
            _changed.Add(service);
        _wake.Set();
    }

    private async Task<bool> TrySyncAsync(bool rebuild, CancellationToken cancellationToken)
    {
        HashSet<ObjectKey> changed;
        lock (_gate)
            (changed, _changed) = (_changed, []);
        long began = _time.GetTimestamp();
        try
        {
            var views = changed.Select(key => (key, _services.Cache.Get(key), SliceIndex.Of(_slices.Cache, key))).ToList();
            foreach (var family in _families)
                await family.SyncAsync(views, rebuild, cancellationToken).ConfigureAwait(false);
            foreach (var (key, service, slices) in views)
                _health.Set(key, service, slices, _options);
            _synced.Open();
            _backoff.Reset();
            LogSynced(_logger, changed.Count, rebuild, _time.GetElapsedTime(began).TotalMilliseconds);
            return true;
        }
        catch (NftablesException failure)
        {
            // One family may have taken note of them, the other not yet.
            lock (_gate)
                _changed.UnionWith(changed);
            LogFailed(_logger, failure.Message);
            return false;
        }
    }

    /// <summary>Looks into the kernel only if somebody, perhaps we, has changed anything since the last look.</summary>
    private async Task<bool> StandsAsync(CancellationToken cancellationToken)
    {
        _lookedAt = _time.GetTimestamp();
        uint? generation = _nft.Generation();
        if (generation is not null && generation == _looked)
            return true;
        _looked = generation;
        foreach (var family in _families)
        {
            if (!await family.StandsAsync(cancellationToken).ConfigureAwait(false))
                return false;
        }

        return true;
    }

    /// <summary>Until something changes, or it is time to look whether our tables still stand, or to try again after a failure.</summary>
    private async Task WaitAsync(bool failed, CancellationToken cancellationToken)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var look = _options.SyncPeriod - _time.GetElapsedTime(_lookedAt);
        var timeout = Task.Delay(failed ? _backoff.Next() : look > TimeSpan.Zero ? look : TimeSpan.Zero, _time, wait.Token);
        var woken = failed ? Task.Delay(Timeout.InfiniteTimeSpan, _time, wait.Token) : _wake.WaitAsync(wait.Token);
        await Task.WhenAny(timeout, woken).ConfigureAwait(false);
        await wait.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(timeout, woken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Service proxy: {Count} services looked at, rebuilt {Rebuilt}, {Milliseconds:F1} ms")]
    private static partial void LogSynced(ILogger logger, int count, bool rebuilt, double milliseconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "Service proxy: nftables refused the rules, they are made anew: {Error}")]
    private static partial void LogFailed(ILogger logger, string error);
}
