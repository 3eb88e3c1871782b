using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Tiphys.Api.Errors;
using Tiphys.Client;
using Tiphys.Client.Informers;
using Tiphys.Client.Transport;

namespace Tiphys.Controllers.Runtime;

/// <summary>A controller that looks at everything from time to time.</summary>
internal abstract class PeriodicController(ControllerContext context, string name, TimeSpan period) : IController
{
    private readonly List<Func<CancellationToken, Task>> _syncs = [];

    public string Name => name;

    protected ControllerContext Context => context;

    protected KubeClient Client => context.Client;

    protected ILogger Logger { get; } = context.Loggers.CreateLogger($"Tiphys.Controllers.{name}");

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(_syncs.Select(sync => sync(cancellationToken))).ConfigureAwait(false);
        using var timer = new PeriodicTimer(period, context.Time);
        do
        {
            try
            {
                await LookAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is ApiException or ApiUnreachableException)
            {
                Logger.LogDebug("{Controller} goes on with its next round: {Error}", name, e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
    }

    protected abstract Task LookAsync(CancellationToken cancellationToken);

    protected ObjectCache<T> Follow<T>(InformerScope? scope = null)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var informer = context.Informers.For<T>(scope);
        _syncs.Add(informer.WaitForSyncAsync);
        return informer.Cache;
    }
}
