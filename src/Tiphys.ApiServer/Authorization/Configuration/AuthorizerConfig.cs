using Tiphys.ApiServer.Authorization.Webhook;

namespace Tiphys.ApiServer.Authorization.Configuration;

/// <summary>One authorizer of the chain.</summary>
/// <param name="Webhook">There for <see cref="AuthorizerType.Webhook"/> alone.</param>
public sealed record AuthorizerConfig(AuthorizerType Type, WebhookAuthorizerOptions? Webhook = null);
