using Tiphys.ApiServer.Authorization;
using Tiphys.ApiServer.Authorization.Configuration;
using Tiphys.ApiServer.Authorization.Webhook;
using Tiphys.ApiServer.Outbound;
using Tiphys.Host.Configuration;
using static Tiphys.Host.Configuration.ApiServerSettings;

namespace Tiphys.Host.Server.Security;

/// <summary>Who decides what may be done on this cluster.</summary>
internal sealed class AuthorizationComposition(ServerSettings settings)
{
    /// <summary>The file behind <c>--authorization-config</c>; there once <see cref="Make"/> has been called, null if none is named.</summary>
    public ReloadedFile<AuthorizationConfiguration>? File { get; private set; }

    public AuthorizationOptions Make()
    {
        File = settings.File(AuthorizationConfig, path => new ReloadedFile<AuthorizationConfiguration>(path, bytes => AuthorizationConfiguration.Parse(bytes, KubeconfigTarget.Read)));
        return new() { Configuration = File?.Value ?? new(OfModes()) };
    }

    private AuthorizationConfiguration OfModes()
    {
        var webhook = settings.File(AuthorizationWebhook, KubeconfigTarget.Read);
        try
        {
            var authorizers = settings.List(AuthorizationMode).Select(AuthorizationConfiguration.TypeOf).Select(type => new AuthorizerConfig(type, type != AuthorizerType.Webhook ? null
                : new WebhookAuthorizerOptions(webhook ?? throw new FormatException($"Webhook needs {AuthorizationWebhook.Name}"))));
            return AuthorizationConfiguration.Checked([.. authorizers]);
        }
        catch (FormatException e)
        {
            throw ServerSettings.Wrong(AuthorizationMode, e.Message, e);
        }
    }
}
