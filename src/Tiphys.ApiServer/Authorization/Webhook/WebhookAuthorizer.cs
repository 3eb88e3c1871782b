using System.Collections.Concurrent;
using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Cel.Schemas;
using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Configuration;
using Tiphys.ApiServer.Outbound;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authorization.Webhook;

/// <summary>Asks an outside service by SubjectAccessReview and remembers its answers for a while.</summary>
internal sealed class WebhookAuthorizer(WebhookAuthorizerOptions options, WebhookClients clients, TimeProvider time) : IAuthorizer
{
    private const int MostRemembered = 8192;
    private readonly IReadOnlyList<MapExpression> _conditions = [.. options.MatchConditions.Select(condition => new MapExpression(condition, "request"))];
    private readonly ConcurrentDictionary<string, (long At, AuthorizationDecision Decision)> _known = new(StringComparer.Ordinal);

    public async ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken)
    {
        var spec = SpecOf(attributes);
        if (Unmatched(spec) is { } passedOver)
            return passedOver;
        var key = spec.ToString();
        if (_known.TryGetValue(key, out var known)
            && time.GetElapsedTime(known.At) < (known.Decision.Verdict == AuthorizationVerdict.Allow ? options.AuthorizedTtl : options.UnauthorizedTtl))
            return known.Decision;
        try
        {
            var review = new DocObject { { "apiVersion", "authorization.k8s.io/v1" }, { "kind", "SubjectAccessReview" }, { "spec", spec } };
            var answer = await clients.PostAsync(options.Target, review, options.Timeout, cancellationToken).ConfigureAwait(false);
            var decision = DecisionOf(answer.GetObject("status") ?? new DocObject());
            if (_known.Count >= MostRemembered)
                _known.Clear();
            _known[key] = (time.GetTimestamp(), decision);
            return decision;
        }
        catch (WebhookCallException e)
        {
            return Failed(e.Message);
        }
    }

    /// <summary>What to say without asking: a condition is not met, or cannot be told; null if the service is to be asked.</summary>
    private AuthorizationDecision? Unmatched(DocObject spec)
    {
        string? failure = null;
        foreach (var condition in _conditions)
        {
            var value = condition.Evaluate(DocValues.Of(spec));
            if (value.IsFalse)
                return AuthorizationDecision.NoOpinion;
            if (!value.IsTrue)
                failure ??= "a match condition cannot be evaluated";
        }

        return failure is null ? null : Failed(failure);
    }

    private AuthorizationDecision Failed(string why) =>
        new(options.DeniesOnFailure ? AuthorizationVerdict.Deny : AuthorizationVerdict.NoOpinion, $"webhook authorizer: {why}");

    private static AuthorizationDecision DecisionOf(DocObject status)
    {
        var reason = status.StringAt("reason");
        if (status.GetBool("denied") == true)
            return status.GetBool("allowed") == true ? new(AuthorizationVerdict.NoOpinion, "webhook authorizer: both allowed and denied") : AuthorizationDecision.Deny(reason);
        return status.GetBool("allowed") == true ? AuthorizationDecision.Allow(reason) : new(AuthorizationVerdict.NoOpinion, reason);
    }

    private static DocObject SpecOf(AuthorizationAttributes asked)
    {
        var user = UserInfoDocument.Write(asked.User);
        user.Remove("username");
        user["user"] = asked.User.Name;
        if (!asked.IsResourceRequest)
        {
            user["nonResourceAttributes"] = new DocObject { { "path", asked.Path }, { "verb", asked.Verb } };
            return user;
        }

        var resource = new DocObject();
        foreach (var (name, value) in new[]
        {
            ("namespace", asked.Namespace), ("verb", asked.Verb), ("group", asked.Group), ("version", asked.Version), ("resource", asked.Resource),
            ("subresource", asked.Subresource), ("name", asked.Name),
        })
        {
            if (value.Length > 0)
                resource[name] = value;
        }

        user["resourceAttributes"] = resource;
        return user;
    }
}
