using Tiphys.ApiServer.Authorization;
using Tiphys.ApiServer.Pipeline;

namespace Tiphys.ApiServer.Subresources.Streaming;

/// <summary>
/// WebSockets open with GET, so a right to read would be a right to run commands. Opening a stream therefore needs the right to <c>create</c> it, whatever
/// the method (as upstream since 1.35).
/// </summary>
internal sealed class ConnectGate(IAuthorizer authorizer)
{
    /// <exception cref="Api.Errors.ApiException">403.</exception>
    public async ValueTask EnsureMayCreateAsync(RequestContext context)
    {
        if (context.Info.Verb != "get")
            return;
        var asked = context.Attributes with { Verb = "create" };
        var decision = await authorizer.AuthorizeAsync(asked, context.Aborted).ConfigureAwait(false);
        if (decision.Verdict != AuthorizationVerdict.Allow)
            throw ForbiddenMessage.Of(asked, decision.Reason);
    }
}
