using System.Diagnostics.CodeAnalysis;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace Tiphys.Client.Informers;

/// <summary>One informer per type and scope, shared by everybody in the process.</summary>
/// <remarks>
/// Safe for any number of threads. Informers asked for before <see cref="RunAsync"/> start with it, those asked for later start at once.
/// </remarks>
public sealed class SharedInformerFactory(KubeClient client, TimeProvider time, ILoggerFactory loggers)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(Type Type, InformerScope Scope), ISharedInformer> _informers = [];
    private readonly List<Task> _running = [];
    private CancellationToken? _life;

    /// <summary>The informer of all objects of a type, or of those in the scope.</summary>
    public SharedInformer<T> For<T>(InformerScope? scope = null)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        scope ??= InformerScope.All;
        lock (_gate)
        {
            if (_informers.TryGetValue((typeof(T), scope), out var found))
                return (SharedInformer<T>)found;
            var made = new SharedInformer<T>(client.For<T>(), scope, time, loggers.CreateLogger($"Tiphys.Informer.{typeof(T).Name}"));
            _informers.Add((typeof(T), scope), made);
            if (_life is { } life)
                _running.Add(made.RunAsync(life));
            return made;
        }
    }

    /// <summary>The cache of all objects of a type.</summary>
    public ObjectCache<T> Cache<T>()
        where T : class, IKubernetesObject<V1ObjectMeta> => For<T>().Cache;

    /// <summary>Runs the informers until cancelled.</summary>
    [SuppressMessage("Reliability", "CA2016", Justification = "The token ends the informers, which ends the wait.")]
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_life is not null)
                throw new InvalidOperationException("the informers are running already");
            _life = cancellationToken;
            _running.AddRange(_informers.Values.Select(informer => informer.RunAsync(cancellationToken)));
        }

        var ended = new TaskCompletionSource();
        await using (cancellationToken.Register(ended.SetResult).ConfigureAwait(false))
            await ended.Task.ConfigureAwait(false);
        Task[] running;
        lock (_gate)
            running = [.. _running];
        await Task.WhenAll(running).ConfigureAwait(false);
    }

    /// <summary>Waits until every informer asked for so far has its first list.</summary>
    public Task WaitForSyncAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            return Task.WhenAll(_informers.Values.Select(informer => informer.WaitForSyncAsync(cancellationToken)));
    }
}
