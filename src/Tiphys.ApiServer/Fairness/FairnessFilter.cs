using Tiphys.Api.Errors;
using Tiphys.ApiServer.Pipeline;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Fairness;

/// <summary>Lets each request wait for its turn as the FlowSchemas and PriorityLevelConfigurations say. Long-running requests take no seat.</summary>
internal sealed class FairnessFilter(IObjectReader reader, SeatDispatcher dispatcher) : IRequestFilter
{
    private readonly Lock _gate = new();
    private readonly CompiledObjects<FlowSchema> _schemas = new(reader, BuiltInResources.FlowSchemas, FlowSchema.Read);
    private readonly CompiledObjects<PriorityLevelConfig> _levels = new(reader, BuiltInResources.PriorityLevels, PriorityLevelConfig.Read);
    private volatile IReadOnlyList<FlowSchema> _ordered = [];

    public async Task InvokeAsync(RequestContext context, Func<RequestContext, Task> next)
    {
        if (context.Info.IsLongRunning || Classify(context) is not { } schema)
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        var headers = context.Http.Response.Headers;
        headers["X-Kubernetes-PF-FlowSchema-UID"] = schema.Uid;
        headers["X-Kubernetes-PF-PriorityLevel-UID"] = _levels.Values.GetValueOrDefault(("", schema.Level))?.Uid ?? "";
        var flow = ShuffleSharding.HashOf(schema.Name, schema.FlowOf(context.Attributes));
        using var seat = await dispatcher.AcquireAsync(schema.Level, flow, context.Aborted).ConfigureAwait(false);
        await next(context).ConfigureAwait(false);
    }

    /// <summary>The first schema in order of precedence that fits; none only while the server's own have not been made yet.</summary>
    private FlowSchema? Classify(RequestContext context)
    {
        foreach (var schema in Current())
        {
            if (schema.Matches(context.Attributes))
                return schema;
        }

        return _ordered.Count == 0 ? null : throw ApiException.TooManyRequests("no flow schema matches the request", 1);
    }

    private IReadOnlyList<FlowSchema> Current()
    {
        if (_schemas.IsCurrent && _levels.IsCurrent)
            return _ordered;
        lock (_gate)
        {
            if (_levels.Refresh() | _schemas.Refresh())
            {
                dispatcher.Configure(_levels.Values.Values);
                // A schema whose level is not there is as if it were not there itself.
                _ordered =
                [
                    .. _schemas.Values.Values.Where(schema => _levels.Values.ContainsKey(("", schema.Level)))
                        .OrderBy(schema => schema.Precedence).ThenBy(schema => schema.Name, StringComparer.Ordinal),
                ];
            }

            return _ordered;
        }
    }
}
