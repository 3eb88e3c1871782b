using Tiphys.ApiServer.Pipeline;

namespace Tiphys.ApiServer.Authentication.Impersonation;

/// <summary>The pipeline's step in which a request becomes that of the user it asks to act as.</summary>
public sealed class ImpersonationFilter(Impersonator impersonator) : IRequestFilter
{
    public async Task InvokeAsync(RequestContext context, Func<RequestContext, Task> next)
    {
        await impersonator.ApplyAsync(context).ConfigureAwait(false);
        await next(context).ConfigureAwait(false);
    }
}
