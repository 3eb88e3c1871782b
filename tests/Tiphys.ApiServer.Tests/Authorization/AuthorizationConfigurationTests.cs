using System.Text;
using Tiphys.Api.Documents;
using Tiphys.ApiServer.Authorization;
using Tiphys.ApiServer.Authorization.Configuration;
using Tiphys.ApiServer.Authorization.Webhook;
using Tiphys.ApiServer.Outbound;
using Tiphys.ApiServer.Tests.Admission;
using Tiphys.ApiServer.Tests.Objects;

namespace Tiphys.ApiServer.Tests.Authorization;

public sealed class AuthorizationConfigurationTests
{
    private const string Hook = "timeout: 3s, authorizedTTL: 1m, unauthorizedTTL: 0s, connectionInfo: {type: KubeConfigFile, kubeConfigFile: kc}";

    [Fact]
    public void Parse_ChainWithAWebhook_HasItsOrderAndSettings()
    {
        var configuration = Parse($"[{{type: RBAC}}, {{type: Webhook, webhook: {{{Hook}, failurePolicy: Deny, matchConditions: [{{expression: 'request.user != \"x\"'}}]}}}}]");

        Assert.Equal([AuthorizerType.RBAC, AuthorizerType.Webhook], configuration.Authorizers.Select(authorizer => authorizer.Type));
        var webhook = configuration.Authorizers[1].Webhook!;
        Assert.Equal((TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(1), TimeSpan.Zero, true), (webhook.Timeout, webhook.AuthorizedTtl, webhook.UnauthorizedTtl, webhook.DeniesOnFailure));
        Assert.Equal("https://hook.example/kc", webhook.Target.Url.AbsoluteUri);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[{type: RBAC}, {type: RBAC}]")]
    [InlineData("[{type: ABAC}]")]
    [InlineData("[{type: Webhook}]")]
    [InlineData("[{type: Webhook, webhook: {" + Hook + "}}]")]
    [InlineData("[{type: Webhook, webhook: {" + Hook + ", failurePolicy: Deny, matchConditions: [{expression: 'request.('}]}}]")]
    [InlineData("[{type: Webhook, webhook: {timeout: 1h, failurePolicy: Deny, connectionInfo: {type: KubeConfigFile, kubeConfigFile: kc}}}]")]
    public void Parse_Wrong_IsRefused(string authorizers) => Assert.Throws<FormatException>(() => Parse(authorizers));

    [Fact]
    public async Task Webhook_ConditionsAndFailurePolicy_DecideWithoutAsking()
    {
        var asked = 0;
        WebhookTarget target;
        await using (var server = await WebhookServer.StartAsync(async (http, _) =>
        {
            asked++;
            await http.Response.Body.WriteAsync(new DocObject { { "status", TestAdmission.Json("""{"allowed":true}""") } }.ToUtf8());
        }))
        {
            target = new(new Uri($"https://127.0.0.1:{server.Port}/"), null, Encoding.ASCII.GetString(Convert.FromBase64String(server.CaBundle)));
            var options = new WebhookAuthorizerOptions(target) { MatchConditions = ["request.resourceAttributes.verb == 'get'"] };
            Assert.Equal(AuthorizationVerdict.Allow, await AskAsync(options, "get pods shop/a"));
            Assert.Equal(AuthorizationVerdict.NoOpinion, await AskAsync(options, "list pods shop/a"));
            Assert.Equal(1, asked);
            Assert.Equal(AuthorizationVerdict.Deny, await AskAsync(options with { MatchConditions = ["request.nowhere == 'x'"], DeniesOnFailure = true }, "get pods shop/a"));
        }

        Assert.Equal(AuthorizationVerdict.Deny, await AskAsync(new(target) { DeniesOnFailure = true }, "get pods shop/a"));
        Assert.Equal(1, asked);
    }

    private static async Task<AuthorizationVerdict> AskAsync(WebhookAuthorizerOptions options, string request)
    {
        using var clients = new WebhookClients(new InMemoryObjects(), TimeProvider.System);
        return (await new WebhookAuthorizer(options, clients, TimeProvider.System).AuthorizeAsync(TestRoles.Attributes(new("jane"), request), default)).Verdict;
    }

    private static AuthorizationConfiguration Parse(string authorizers) => AuthorizationConfiguration.Parse(
        Encoding.UTF8.GetBytes($"apiVersion: apiserver.config.k8s.io/v1\nkind: AuthorizationConfiguration\nauthorizers: {authorizers}\n"),
        path => new WebhookTarget(new Uri("https://hook.example/" + path), null, ""));
}
