using Microsoft.AspNetCore.Http;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Pipeline;
using Tiphys.Storage;

namespace Tiphys.ApiServer.Audit;

/// <summary>Records requests as the policy asks: the outermost filter, so that whatever happens further in is seen, and each request ends in exactly one event.</summary>
internal sealed class AuditFilter(AuditPolicy policy, AuditTrail trail, TimeProvider time) : IRequestFilter
{
    public async Task InvokeAsync(RequestContext context, Func<RequestContext, Task> next)
    {
        var decision = policy.Decide(context.Attributes);
        if (decision.Level == AuditLevel.None)
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        var record = new AuditRecord(context, decision, time.GetUtcNow());
        Prepare(context, decision, record);
        await AddAsync(record, decision, AuditStage.RequestReceived, null).ConfigureAwait(false);
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (Exception error) when (!context.Aborted.IsCancellationRequested)
        {
            var told = AnswerTo(error);
            await AddAsync(record, decision, told is null ? AuditStage.Panic : AuditStage.ResponseComplete, told ?? ApiException.Internal("the server failed")).ConfigureAwait(false);
            throw;
        }
        catch
        {
            // The client has gone; what it got so far is what there is to record.
            await AddAsync(record, decision, AuditStage.ResponseComplete, null).ConfigureAwait(false);
            throw;
        }

        await AddAsync(record, decision, AuditStage.ResponseComplete, null).ConfigureAwait(false);
    }

    /// <summary>Records a request that authentication has refused.</summary>
    public async Task RefusedAsync(RequestContext context, ApiException error)
    {
        var decision = policy.Decide(context.Attributes);
        if (decision.Level == AuditLevel.None)
            return;
        var record = new AuditRecord(context, decision, time.GetUtcNow());
        await AddAsync(record, decision, AuditStage.ResponseComplete, error).ConfigureAwait(false);
    }

    /// <summary>What the pipeline will answer to an error; null for those nobody has foreseen.</summary>
    private static ApiException? AnswerTo(Exception error) => error switch
    {
        ApiException known => known,
        BadHttpRequestException malformed => new ApiException(malformed.StatusCode, StatusReason.BadRequest, malformed.Message),
        StoreUnavailableException => new ApiException(503, StatusReason.ServiceUnavailable, "the store is not available"),
        _ => null,
    };

    private void Prepare(RequestContext context, AuditDecision decision, AuditRecord record)
    {
        context.IsAudited = true;
        context.KeepBodies = decision.Level >= AuditLevel.Request;
        if (context.Info.IsLongRunning && !decision.OmitStages.Contains(AuditStage.ResponseStarted))
            context.Http.Response.OnStarting(() => AddAsync(record, decision, AuditStage.ResponseStarted, null).AsTask());
    }

    private ValueTask AddAsync(AuditRecord record, AuditDecision decision, AuditStage stage, ApiException? error) =>
        decision.OmitStages.Contains(stage) ? ValueTask.CompletedTask : trail.AddAsync(record.Event(stage, time.GetUtcNow(), error));
}
