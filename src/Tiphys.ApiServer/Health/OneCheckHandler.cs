using Tiphys.ApiServer.Content;
using Tiphys.ApiServer.Pipeline;

namespace Tiphys.ApiServer.Health;

/// <summary>Answers the path of one check, /livez/etcd. Unlike the sum of the checks it says why one fails.</summary>
internal sealed class OneCheckHandler(HealthCheck check) : IRequestHandler
{
    public Task HandleAsync(RequestContext context) => check.Check() is { } trouble
        ? Responder.WriteTextAsync(context, 500, $"internal server error: {trouble}\n")
        : Responder.WriteTextAsync(context, 200, "ok");
}
