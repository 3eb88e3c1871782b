using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Tiphys.Client;
using Tiphys.Client.Informers;
using Tiphys.Client.Objects;
using Tiphys.Client.Reconcilers;
using Tiphys.Primitives.Queues;

namespace Tiphys.Controllers.Runtime;

/// <summary>A controller that reconciles objects by key, fed by informers.</summary>
internal abstract class KeyedController : IController, IReconciler<ObjectKey>
{
    private readonly List<Func<CancellationToken, Task>> _syncs = [];
    private readonly int _workers;

    protected KeyedController(ControllerContext context, string name, int workers = 4)
    {
        Context = context;
        Name = name;
        _workers = workers;
        Logger = context.Loggers.CreateLogger($"Tiphys.Controllers.{name}");
        Queue = new(context.Time);
    }

    public string Name { get; }

    protected ControllerContext Context { get; }

    protected KubeClient Client => Context.Client;

    protected ILogger Logger { get; }

    protected KeyedQueue<ObjectKey> Queue { get; }

    protected DateTime Now => Context.Now();

    public virtual async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(_syncs.Select(sync => sync(cancellationToken))).ConfigureAwait(false);
        var loop = new ReconcileLoop<ObjectKey>(Name, Queue, this, _workers, Context.Time, Logger);
        await loop.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    public abstract ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken);

    /// <summary>Follows a type: the controller starts when its cache is filled.</summary>
    protected ObjectCache<T> Watch<T>(Action<InformerChange<T>> subscriber, InformerScope? scope = null)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var cache = Follow<T>(scope);
        Context.Informers.For<T>(scope).Subscribe(subscriber);
        return cache;
    }

    /// <summary>Follows the type whose keys are reconciled.</summary>
    protected ObjectCache<T> WatchOwn<T>()
        where T : class, IKubernetesObject<V1ObjectMeta> => Watch<T>(change => Queue.Add(change.Current.Key()));

    /// <summary>Only reads a type's cache.</summary>
    protected ObjectCache<T> Follow<T>(InformerScope? scope = null)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var informer = Context.Informers.For<T>(scope);
        _syncs.Add(informer.WaitForSyncAsync);
        return informer.Cache;
    }
}
