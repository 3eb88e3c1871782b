using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.CustomResources;
using Tiphys.ApiServer.Configuration;
using Tiphys.ApiServer.Outbound;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authorization.Webhook;

/// <summary>How an authorization webhook is asked (the <c>webhook</c> of an AuthorizationConfiguration).</summary>
/// <param name="Target">Where it listens.</param>
public sealed record WebhookAuthorizerOptions(WebhookTarget Target)
{
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromSeconds(30);

    public TimeSpan Timeout { get; init; } = LongestTimeout;

    /// <summary>How long a yes is remembered; zero not at all.</summary>
    public TimeSpan AuthorizedTtl { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a no is remembered; zero not at all.</summary>
    public TimeSpan UnauthorizedTtl { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether a webhook that cannot be asked denies; else it has no opinion.</summary>
    public bool DeniesOnFailure { get; init; }

    /// <summary>CEL over <c>request</c>, the review's spec: asked only if all are true.</summary>
    public IReadOnlyList<string> MatchConditions { get; init; } = [];

    /// <exception cref="FormatException">Something needed is missing or wrong.</exception>
    internal static WebhookAuthorizerOptions Read(DocObject webhook, Func<string, WebhookTarget> target)
    {
        if (webhook.StringAt("connectionInfo", "type") != "KubeConfigFile")
            throw new FormatException("webhook.connectionInfo.type must be KubeConfigFile");
        var timeout = Duration(webhook, "timeout", LongestTimeout);
        if (timeout <= TimeSpan.Zero || timeout > LongestTimeout)
            throw new FormatException("webhook.timeout must be above 0 and at most 30s");
        string[] conditions = [.. webhook.ObjectsAt("matchConditions").Select(condition => condition.StringAt("expression"))];
        foreach (var condition in conditions)
            _ = new MapExpression(condition, "request");
        return new(target(webhook.StringAt("connectionInfo", "kubeConfigFile")))
        {
            Timeout = timeout,
            AuthorizedTtl = Duration(webhook, "authorizedTTL", TimeSpan.FromMinutes(5)),
            UnauthorizedTtl = Duration(webhook, "unauthorizedTTL", TimeSpan.FromSeconds(30)),
            DeniesOnFailure = webhook.StringAt("failurePolicy") switch
            {
                "Deny" => true,
                "NoOpinion" => false,
                _ => throw new FormatException("webhook.failurePolicy must be NoOpinion or Deny"),
            },
            MatchConditions = conditions,
        };
    }

    private static TimeSpan Duration(DocObject webhook, string name, TimeSpan otherwise)
    {
        if (webhook.StringAt(name) is not { Length: > 0 } text)
            return otherwise;
        return GoDuration.TryParse(text, out var duration) ? duration : throw new FormatException($"webhook.{name}: \"{text}\" is no duration such as 30s");
    }
}
