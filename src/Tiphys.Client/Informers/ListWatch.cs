using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Tiphys.Api.Errors;
using Tiphys.Client.Requests;
using Tiphys.Client.Transport;
using Tiphys.Client.Watching;
using Tiphys.Primitives.Retries;

namespace Tiphys.Client.Informers;

/// <summary>The loop under an informer: list once, then watch from there, again and again from the last version seen.</summary>
/// <remarks>
/// <code>
///  list --> watch from N --(closed by the server, broken)--> watch from the last version seen
///    ^----------------- 410: too old -----------------------------'
/// </code>
/// </remarks>
internal sealed class ListWatch<T>(
    ResourceClient<T> client,
    InformerScope scope,
    TimeProvider time,
    ILogger logger,
    Action<T, bool> apply,
    Action<IReadOnlyList<T>> replace)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private const int PageSize = 1000;
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Overdue = TimeSpan.FromSeconds(30);
    private readonly Backoff _backoff = new(BackoffPolicy.Connection);
    private string? _version;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var began = time.GetTimestamp();
            try
            {
                _version ??= await ListAsync(cancellationToken).ConfigureAwait(false);
                await WatchAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (ApiException e) when (e.Code == 410)
            {
                _version = null;
            }
            catch (Exception e) when (e is ApiException or ApiUnreachableException or OperationCanceledException or FormatException or System.Text.Json.JsonException)
            {
                logger.LogDebug(e, "The watch of {Type} broke off and is taken up again", client.Type);
            }

            if (!await PauseAsync(time.GetElapsedTime(began), cancellationToken).ConfigureAwait(false))
                return;
        }
    }

    private async Task<bool> PauseAsync(TimeSpan lasted, CancellationToken cancellationToken)
    {
        // A watch that stood for a while says nothing against the server: go on at once.
        if (lasted > Steady)
        {
            _backoff.Reset();
            return true;
        }

        try
        {
            await Task.Delay(_backoff.Next(), time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<string> ListAsync(CancellationToken cancellationToken)
    {
        var items = new List<T>();
        var query = Query() with { Limit = PageSize };
        while (true)
        {
            var page = await client.ListAsync(scope.Namespace, query, cancellationToken).ConfigureAwait(false);
            items.AddRange(page.Items);
            if (page.Continue is null)
            {
                replace(items);
                return page.ResourceVersion;
            }

            query = query with { Continue = page.Continue };
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        var seconds = Random.Shared.Next(300, 600);
        var query = Query() with { ResourceVersion = _version, Bookmarks = true, TimeoutSeconds = seconds };

        // A connection that died without a word must not keep the loop waiting for ever.
        using var overdue = new CancellationTokenSource(TimeSpan.FromSeconds(seconds) + Overdue, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, overdue.Token);
        await foreach (var change in client.WatchAsync(scope.Namespace, query, either.Token).ConfigureAwait(false))
        {
            if (change.Type != WatchEventType.Bookmark)
                apply(change.Object, change.Type == WatchEventType.Deleted);
            _version = change.Object.Metadata.ResourceVersion;
        }
    }

    private ListQuery Query() => new() { LabelSelector = scope.LabelSelector, FieldSelector = scope.FieldSelector };
}
