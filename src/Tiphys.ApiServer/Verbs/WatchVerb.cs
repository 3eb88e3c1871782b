using System.IO.Pipelines;
using System.Security.Cryptography;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Content;
using Tiphys.ApiServer.Pipeline;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.Subresources.Streaming;
using Tiphys.ApiServer.WatchCache;

namespace Tiphys.ApiServer.Verbs;

/// <summary>Opens watches: reads the options, decides where the watch begins and lets a <see cref="WatchSession"/> run.</summary>
internal sealed class WatchVerb(ObjectCache cache, SnapshotFinder snapshots, HistoryLoader history, ObjectSchemas schemas, ShapeWriter shapes, TimeProvider time, TimeSpan minimum, CancellationToken stopping)
{
    public async Task HandleAsync(RequestContext context, ResourceInfo resource)
    {
        var format = ObjectResponder.Negotiate(context, resource) with { Pretty = false };
        if (format.Encoding == ResponseEncoding.Yaml)
            throw new ApiException(406, StatusReason.NotAcceptable, "only the following media types are accepted: application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch");
        var request = ListRequest.Of(context, resource);
        var terms = new WatchTerms(time.GetTimestamp(), Lifetime(context), context.Aborted, stopping);
        var source = cache.For(resource.StorageResource);
        var (start, failure) = await TryFindStartAsync(request, source, context.Aborted).ConfigureAwait(false);
        if (WebSocketUpgrade.IsWanted(context.Http))
        {
            context.Http.Response.ContentType = format.WatchContentType;
            var socket = await WatchSocket.AcceptAsync(context, format.Encoding).ConfigureAwait(false);
            await using var closing = socket.ConfigureAwait(false);
            await RunAsync(socket, socket.Gone).ConfigureAwait(false);
            return;
        }

        Responder.WriteHead(context, 200, format.WatchContentType);
        await context.Http.Response.BodyWriter.FlushAsync(context.Aborted).ConfigureAwait(false);
        await RunAsync(context.Http.Response.BodyWriter, context.Aborted).ConfigureAwait(false);

        async Task RunAsync(PipeWriter output, CancellationToken aborted)
        {
            var frames = new WatchFrames(output, resource, format, schemas, shapes, context.Info.Query.Get("includeObject"));
            if (failure is not null)
            {
                frames.WriteError(failure.ToStatus());
                await output.FlushAsync(aborted).ConfigureAwait(false);
                return;
            }

            using var session = new WatchSession(source, cache.Clock, request, frames, output, time, terms with { Aborted = aborted });
            await session.RunAsync(start).ConfigureAwait(false);
        }
    }

    /// <summary>A watch without timeoutSeconds lasts between the minimum and twice that, spread so that clients do not come back all at once.</summary>
    private TimeSpan Lifetime(RequestContext context) => context.Info.Query.GetInt64("timeoutSeconds") is > 0 and var seconds
        ? TimeSpan.FromSeconds(Math.Min(seconds, int.MaxValue / 1000))
        : minimum + TimeSpan.FromSeconds(RandomNumberGenerator.GetInt32(Math.Max(1, (int)minimum.TotalSeconds)));

    /// <summary>A revision that does not come in time is told within the stream, as upstream has begun it by then.</summary>
    private async ValueTask<(WatchStart Start, ApiException? Failure)> TryFindStartAsync(ListRequest request, ResourceCache source, CancellationToken cancellationToken)
    {
        try
        {
            return (await FindStartAsync(request, source, cancellationToken).ConfigureAwait(false), null);
        }
        catch (ApiException e) when (e.Code == 504)
        {
            return (default, e);
        }
    }

    private async ValueTask<WatchStart> FindStartAsync(ListRequest request, ResourceCache source, CancellationToken cancellationToken)
    {
        var initial = request.SendsInitialEvents;
        if (!initial && request.Revision is > 0 and var after)
        {
            await history.ReachAsync(source, after, cancellationToken).ConfigureAwait(false);
            return new(null, after, after);
        }

        var (snapshot, revision) = request.Revision is { } notOlder
            ? await snapshots.NotOlderThanAsync(source, notOlder, cancellationToken).ConfigureAwait(false)
            : await snapshots.NewestAsync(source, cancellationToken).ConfigureAwait(false);
        return new(initial ? snapshot : null, revision, revision);
    }
}
