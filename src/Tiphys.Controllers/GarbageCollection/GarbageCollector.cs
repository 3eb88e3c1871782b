using Microsoft.Extensions.Logging;
using Tiphys.Client.Discovery;
using Tiphys.Client.Reconcilers;
using Tiphys.Controllers.Runtime;
using Tiphys.Primitives.Async;
using Tiphys.Primitives.Queues;

namespace Tiphys.Controllers.GarbageCollection;

/// <summary>Deletes objects whose owners are gone, of every type there is, and carries out foreground deletion and orphaning.</summary>
/// <remarks>Informers of metadata feed the graph; the graph says which uids to look at; a look reads the object from the server before it acts.</remarks>
internal sealed class GarbageCollector : IController
{
    private const int Workers = 8;
    private static readonly TimeSpan DiscoverEvery = TimeSpan.FromSeconds(30);
    private readonly ControllerContext _context;
    private readonly ILogger _logger;
    private readonly OwnerGraph _graph = new();
    private readonly KeyedQueue<string> _queue;
    private readonly ResourceMonitors _monitors;
    private readonly GarbageReconciler _reconciler;

    public GarbageCollector(ControllerContext context)
    {
        _context = context;
        _logger = context.Loggers.CreateLogger<GarbageCollector>();
        _queue = new(context.Time);
        _monitors = new(context.Client, context.Time, _logger, _graph, uids =>
        {
            foreach (var uid in uids)
                _queue.Add(uid);
        });
        _reconciler = new(context.Client, _graph, _monitors, context.Recorder(Name), uid => _queue.Add(uid));
    }

    public string Name => "garbage-collector-controller";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var discovery = new DiscoveryClient(_context.Client);
        var crds = _context.Informers.For<k8s.Models.V1CustomResourceDefinition>();
        using var changed = new AsyncPulse();
        using var following = crds.Subscribe(_ => changed.Set());
        await RefreshAsync(discovery, cancellationToken).ConfigureAwait(false);

        // Looking at objects whose owners are merely not listed yet costs a request each. A type that cannot be listed must not hold up
        // the others for ever, though: no owner counts as absent before the server has said so.
        await _monitors.WaitForSyncAsync(cancellationToken).WaitAsync(DiscoverEvery, _context.Time, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var working = new ReconcileLoop<string>(Name, _queue, _reconciler, Workers, _context.Time, _logger).RunAsync(cancellationToken);
        while (!cancellationToken.IsCancellationRequested)
        {
            using var alarm = new CancellationTokenSource(DiscoverEvery, _context.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, alarm.Token);
            await changed.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await RefreshAsync(discovery, cancellationToken).ConfigureAwait(false);
        }

        await working.ConfigureAwait(false);
        await _monitors.StopAsync().ConfigureAwait(false);
    }

    private async Task RefreshAsync(DiscoveryClient discovery, CancellationToken cancellationToken)
    {
        try
        {
            await _monitors.FollowAsync(await discovery.ReadAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The server does not answer: the next round asks again.
            _logger.LogDebug("The served types could not be read: {Error}", e.Message);
        }
        catch (OperationCanceledException)
        {
            // The end of the controller's life.
        }
    }
}
