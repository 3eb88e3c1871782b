using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Tiphys.ApiServer.Fixture;
using Tiphys.Client;
using Tiphys.Client.Informers;
using Tiphys.Scheduler;

namespace Tiphys.Controllers.Tests.Integration;

/// <summary>A real API server with controllers and scheduler in this process, and pods that say they run as soon as they have a node.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly CancellationTokenSource _life = new();
    private readonly TestApiServer _server;
    private readonly SharedInformerFactory _informers;
    private readonly Task _running;

    private TestCluster(TestApiServer server)
    {
        _server = server;
        _informers = new(server.Client, TimeProvider.System, NullLoggerFactory.Instance);
        var controllers = new ControllerManager(server.Client, _informers, TimeProvider.System, NullLoggerFactory.Instance, new() { RootCaPem = "pem" });
        var scheduler = new SchedulerService(server.Client, _informers, TimeProvider.System, NullLoggerFactory.Instance);
        _informers.For<V1Pod>().Subscribe(change => _ = ActAsNodeAsync(change));
        _running = Task.WhenAll(_informers.RunAsync(_life.Token), controllers.RunAsync(_life.Token), scheduler.RunAsync(_life.Token));
    }

    public KubeClient Client => _server.Client;

    public static async Task<TestCluster> StartAsync()
    {
        var server = await TestApiServer.StartAsync();
        var cluster = new TestCluster(server);
        var amounts = new Dictionary<string, ResourceQuantity> { ["cpu"] = "8", ["memory"] = "16Gi", ["pods"] = "110" };
        await cluster.Client.For<V1Node>().CreateAsync(
            new()
            {
                Metadata = new() { Name = "n", Labels = new Dictionary<string, string> { ["kubernetes.io/hostname"] = "n" } },
                Status = new() { Allocatable = amounts, Capacity = amounts, Conditions = [new() { Type = "Ready", Status = "True" }] },
            },
            CancellationToken.None);
        var node = await cluster.Client.For<V1Node>().GetAsync(null, "n", CancellationToken.None);
        var status = new V1NodeStatus { Allocatable = amounts, Capacity = amounts, Conditions = [new() { Type = "Ready", Status = "True" }] };
        await cluster.Client.For<V1Node>().UpdateStatusAsync(node with { Status = status }, CancellationToken.None);
        return cluster;
    }

    /// <summary>Waits until some object of the type makes the condition true; the informer's next change is looked at, no clock.</summary>
    public async Task<T> UntilAsync<T>(string what, Func<T, bool> holds)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var found = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var following = _informers.For<T>().Subscribe(change =>
        {
            if (!change.IsDeletion && holds(change.After))
                found.TrySetResult(change.After);
        });
        return await WaitAsync(found.Task, what);
    }

    /// <summary>Waits until the object is gone.</summary>
    public async Task UntilGoneAsync<T>(string ns, string name)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var informer = _informers.For<T>();
        await informer.WaitForSyncAsync(CancellationToken.None);
        var gone = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var following = informer.Subscribe(change =>
        {
            if (change.IsDeletion && change.Current.Metadata.Name == name && (change.Current.Metadata.NamespaceProperty ?? "") == ns)
                gone.TrySetResult(true);
        });

        // The server is asked, not the cache: the cache may not have heard of the object yet.
        if (await Client.For<T>().TryGetAsync(ns, name, CancellationToken.None) is not null)
            await WaitAsync(gone.Task, $"{typeof(T).Name} {ns}/{name} gone");
    }

    public async ValueTask DisposeAsync()
    {
        await _life.CancelAsync();
        await _running;
        await _server.DisposeAsync();
        _life.Dispose();
    }

    private static async Task<T> WaitAsync<T>(Task<T> task, string what)
    {
        try
        {
            return await task.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"waited {Patience.TotalSeconds} s for: {what}");
        }
    }

    /// <summary>What a node agent would do, without containers: a pod with a node runs; a pod on its way out ends at once.</summary>
    private async Task ActAsNodeAsync(InformerChange<V1Pod> change)
    {
        try
        {
            if (change.IsDeletion || string.IsNullOrEmpty(change.After.Spec.NodeName))
                return;
            var pod = change.After;
            if (pod.Metadata.DeletionTimestamp is not null)
            {
                await Client.For<V1Pod>().TryDeleteAsync(pod.Metadata.NamespaceProperty, pod.Metadata.Name, _life.Token, new() { GracePeriodSeconds = 0 });
                return;
            }

            if (pod.Status?.Phase is not (null or "Pending"))
                return;
            var status = (pod.Status ?? new()) with
            {
                Phase = pod.Spec.RestartPolicy == "Never" ? "Succeeded" : "Running",
                PodIP = "10.0.0.7",
                PodIPs = [new() { Ip = "10.0.0.7" }],
                Conditions = [new() { Type = "Ready", Status = "True", LastTransitionTime = Make.Now }],
            };
            await Client.For<V1Pod>().UpdateStatusAsync(pod with { Status = status }, _life.Token);
        }
        catch (Exception e) when (e is Tiphys.Api.Errors.ApiException or OperationCanceledException or Tiphys.Client.Transport.ApiUnreachableException)
        {
            // The pod changed or went meanwhile: its next change comes here again.
        }
    }
}
