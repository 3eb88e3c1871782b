using Tiphys.Api.Errors;
using Tiphys.ApiServer.Authorization;
using Tiphys.ApiServer.Pipeline;

namespace Tiphys.ApiServer.Authentication.Impersonation;

/// <summary>
/// Acting as someone else by Impersonate-User, -Group, -Uid and -Extra- headers: by one of the constrained modes, or each part being
/// one that the real user may <c>impersonate</c>. Kubernetes docs: "User impersonation", "Constrained impersonation".
/// </summary>
public sealed class Impersonator(IAuthorizer authorizer)
{
    private readonly LastModes _lastModes = new();

    /// <summary>Makes the request that of the user it asks to act as; nothing if it asks for none. The headers are taken off the request.</summary>
    /// <exception cref="ApiException">BadRequest if no user is named beside the rest, Forbidden, as the first mode that applies has it, if no mode allows it.</exception>
    public async ValueTask ApplyAsync(RequestContext context)
    {
        var wish = ImpersonationWish.Read(context.Http.Request.Headers);
        if (wish is null)
            return;
        if (wish.User.Length == 0)
            throw ApiException.BadRequest($"requested [{string.Join(" ", wish.Named())}] without impersonating a user name");
        var request = context.Attributes;
        ApiException? first = null;
        foreach (var mode in _lastModes.For(request.User.Name).Where(mode => mode.AppliesTo(wish, request.User)))
        {
            var refusal = await RefusalAsync(mode.Stages(wish, request), context.Aborted).ConfigureAwait(false);
            if (refusal is null)
            {
                _lastModes.Note(request.User.Name, mode);
                context.ImpersonationConstraint = mode.Constraint;
                context.User = mode.Become(wish);
                return;
            }

            first ??= refusal;
        }

        throw first!;
    }

    private async ValueTask<ApiException?> RefusalAsync(IEnumerable<ImpersonationStage> stages, CancellationToken cancellationToken)
    {
        foreach (var stage in stages)
        {
            if (stage.Refusal is not null)
                return ForbiddenMessage.Of(stage.Checks[0], stage.Refusal);
            if (stage.Wildcard is { } wildcard && await AskAsync(wildcard, cancellationToken).ConfigureAwait(false) is null)
                continue;
            foreach (var check in stage.Checks)
            {
                if (await AskAsync(check, cancellationToken).ConfigureAwait(false) is { } refusal)
                    return refusal;
            }
        }

        return null;
    }

    private async ValueTask<ApiException?> AskAsync(AuthorizationAttributes check, CancellationToken cancellationToken)
    {
        var decision = await authorizer.AuthorizeAsync(check, cancellationToken).ConfigureAwait(false);
        return decision.Verdict == AuthorizationVerdict.Allow ? null : ForbiddenMessage.Of(check, decision.Reason);
    }
}
