using Tiphys.Api.Errors;
using Tiphys.ApiServer.Authorization;
using Tiphys.ApiServer.Metrics;

namespace Tiphys.ApiServer.Pipeline;

/// <summary>Asks the authorizers in turn; silence from all means no.</summary>
internal sealed class AuthorizationStep(IReadOnlyList<IAuthorizer> authorizers, AccessMetrics metrics) : IAuthorizer
{
    /// <exception cref="ApiException">403, worded as upstream's: who cannot do what where.</exception>
    public async ValueTask EnsureAllowedAsync(RequestContext context)
    {
        var began = metrics.Begin();
        var decision = await AuthorizeAsync(context.Attributes, context.Aborted).ConfigureAwait(false);
        metrics.Authorized(decision.Verdict, began);
        if (context.IsAudited)
        {
            context.AuditAnnotations["authorization.k8s.io/decision"] = decision.Verdict == AuthorizationVerdict.Allow ? "allow" : "forbid";
            context.AuditAnnotations["authorization.k8s.io/reason"] = decision.Reason ?? "";
        }

        if (decision.Verdict != AuthorizationVerdict.Allow)
            throw ForbiddenMessage.Of(context.Attributes, decision.Reason);
    }

    public async ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken)
    {
        var reasons = "";
        foreach (var authorizer in authorizers)
        {
            var decision = await authorizer.AuthorizeAsync(attributes, cancellationToken).ConfigureAwait(false);
            if (decision.Verdict != AuthorizationVerdict.NoOpinion)
                return decision;
            if (!string.IsNullOrEmpty(decision.Reason))
                reasons = reasons.Length == 0 ? decision.Reason : $"{reasons}, {decision.Reason}";
        }

        return new(AuthorizationVerdict.NoOpinion, reasons);
    }
}
