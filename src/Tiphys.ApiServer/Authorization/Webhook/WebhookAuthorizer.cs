using System.Collections.Concurrent;
using Tiphys.Api.Documents;
using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Outbound;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authorization.Webhook;

/// <summary>Asks an outside service by SubjectAccessReview. Yes is remembered for five minutes, no for thirty seconds. A service that is away has no opinion.</summary>
internal sealed class WebhookAuthorizer(WebhookTarget target, WebhookClients clients, TimeProvider time) : IAuthorizer
{
    private const int MostRemembered = 8192;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MemoryOfYes = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MemoryOfNo = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, (long At, AuthorizationDecision Decision)> _known = new(StringComparer.Ordinal);

    public async ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken)
    {
        var spec = SpecOf(attributes);
        var key = spec.ToString();
        if (_known.TryGetValue(key, out var known)
            && time.GetElapsedTime(known.At) < (known.Decision.Verdict == AuthorizationVerdict.Allow ? MemoryOfYes : MemoryOfNo))
            return known.Decision;
        try
        {
            var review = new DocObject { { "apiVersion", "authorization.k8s.io/v1" }, { "kind", "SubjectAccessReview" }, { "spec", spec } };
            var answer = await clients.PostAsync(target, review, Timeout, cancellationToken).ConfigureAwait(false);
            var decision = DecisionOf(answer.GetObject("status") ?? new DocObject());
            if (_known.Count >= MostRemembered)
                _known.Clear();
            _known[key] = (time.GetTimestamp(), decision);
            return decision;
        }
        catch (WebhookCallException e)
        {
            return new(AuthorizationVerdict.NoOpinion, $"webhook authorizer: {e.Message}");
        }
    }

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
