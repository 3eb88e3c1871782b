using Tiphys.Api.Documents;
using Tiphys.ApiServer.Authentication.Oidc;
using Tiphys.Host.Configuration;
using static Tiphys.Host.Configuration.ApiServerSettings;

namespace Tiphys.Host.Server.Security;

/// <summary>The <c>--oidc-*</c> settings, as the one issuer of an AuthenticationConfiguration they stand for.</summary>
internal static class OidcFlags
{
    /// <summary>Null if no issuer is named.</summary>
    public static AuthenticationConfiguration? Read(ServerSettings settings)
    {
        if (settings.Text(OidcIssuerUrl) is not { } url)
            return null;
        var issuer = new DocObject
        {
            { "url", url },
            { "audiences", new DocArray([settings.Text(OidcClientId) ?? throw ServerSettings.Wrong(OidcClientId, $"{OidcIssuerUrl.Name} needs it")]) },
        };
        if (settings.File(OidcCaFile, File.ReadAllText) is { } authorities)
            issuer["certificateAuthority"] = authorities;
        var entry = new DocObject { { "issuer", issuer }, { "claimMappings", Mappings(settings, url) } };
        var required = settings.List(OidcRequiredClaim);
        if (required.Count > 0)
            entry["claimValidationRules"] = new DocArray(required.Select(Rule));
        try
        {
            return AuthenticationConfiguration.Of(entry, settings.List(OidcSigningAlgs));
        }
        catch (FormatException e)
        {
            throw ServerSettings.Wrong(OidcIssuerUrl, e.Message, e);
        }
    }

    private static DocObject Mappings(ServerSettings settings, string url)
    {
        var claim = settings.Text(OidcUsernameClaim)!;
        var prefix = settings.Text(OidcUsernamePrefix) switch
        {
            null => claim == "email" ? "" : url + "#",
            "-" => "",
            var given => given,
        };
        var mappings = new DocObject { { "username", new DocObject { { "claim", claim }, { "prefix", prefix } } } };
        if (settings.Text(OidcGroupsClaim) is { } groups)
            mappings["groups"] = new DocObject { { "claim", groups }, { "prefix", settings.Text(OidcGroupsPrefix) ?? "" } };
        return mappings;
    }

    private static DocObject Rule(string pair) => pair.Split('=', 2) is [{ Length: > 0 } claim, var value]
        ? new DocObject { { "claim", claim }, { "requiredValue", value } }
        : throw ServerSettings.Wrong(OidcRequiredClaim, $"\"{pair}\" is not key=value");
}
