using Microsoft.Extensions.Logging;
using Tiphys.Client;
using Tiphys.Client.Informers;
using Tiphys.Controllers.Runtime;

namespace Tiphys.Controllers;

/// <summary>All control loops of the cluster: what kube-controller-manager is upstream.</summary>
/// <remarks>
/// Each controller starts as soon as the caches it reads are filled, whatever the others wait for. One that fails is reported and
/// started again; it does not take the others with it.
/// </remarks>
public sealed class ControllerManager
{
    private static readonly TimeSpan RestartAfter = TimeSpan.FromSeconds(5);
    private readonly ControllerContext _context;
    private readonly ILogger _logger;
    private readonly IReadOnlyList<IController> _controllers;

    /// <param name="client">The API server, as system:kube-controller-manager or an administrator.</param>
    /// <param name="informers">Run by the caller; shared with other components of the process where there are any.</param>
    public ControllerManager(
        KubeClient client, SharedInformerFactory informers, TimeProvider time, ILoggerFactory loggers, ControllerManagerOptions options)
    {
        _context = new(client, informers, time, loggers, options);
        _logger = loggers.CreateLogger<ControllerManager>();
        _controllers = [.. ControllerCatalog.All
            .Where(entry => !options.Disabled.Contains(entry.Name))
            .Select(entry => entry.Make(_context))
            .OfType<IController>()];
    }

    /// <summary>The names of the controllers that run.</summary>
    public IEnumerable<string> Names => _controllers.Select(controller => controller.Name);

    /// <summary>Works until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(
    [
        .. _context.Recorders.Select(recorder => recorder.RunAsync(cancellationToken)),
        .. _controllers.Select(controller => Task.Run(() => KeepRunningAsync(controller, cancellationToken), CancellationToken.None)),
    ]);

    private async Task KeepRunningAsync(IController controller, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await controller.RunAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // A defect in one loop: said aloud, and the loop taken up again.
                _logger.LogError(e, "Controller {Name} failed and is started again", controller.Name);
                await Task.Delay(RestartAfter, _context.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
