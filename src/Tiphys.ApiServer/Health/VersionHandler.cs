using Tiphys.ApiServer.Content;
using Tiphys.ApiServer.Pipeline;

namespace Tiphys.ApiServer.Health;

/// <summary>Answers /version.</summary>
internal sealed class VersionHandler(VersionInfo version) : IRequestHandler
{
    public Task HandleAsync(RequestContext context) =>
        Responder.WriteAsync(context, 200, version.ToDocument(), ResponseFormat.Json with { Pretty = true });
}
