using Microsoft.Extensions.Time.Testing;
using Tiphys.Api.Documents;
using Tiphys.ApiServer.Authentication.Webhook;
using Tiphys.ApiServer.Authorization;
using Tiphys.ApiServer.Authorization.Webhook;
using Tiphys.ApiServer.Outbound;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.Tests.Admission;
using Tiphys.ApiServer.Tests.Authorization;
using Tiphys.ApiServer.Tests.Objects;

namespace Tiphys.ApiServer.Tests.Authentication;

public sealed class OutsideServiceTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly WebhookClients _clients;
    private int _asked;

    public OutsideServiceTests() => _clients = new WebhookClients(new InMemoryObjects(), _time);

    /// <summary>A service that answers reviews by their spec.</summary>
    private Task<WebhookServer> StartAsync(Func<DocObject, string> answer) => WebhookServer.StartAsync(async (http, _) =>
    {
        var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer);
        Interlocked.Increment(ref _asked);
        var review = DocReader.ParseObject(buffer.ToArray());
        review["status"] = TestAdmission.Json(answer(review.GetObject("spec")!));
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(review.ToUtf8());
    });

    private static WebhookTarget Target(WebhookServer server)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, """
                apiVersion: v1
                kind: Config
                current-context: c
                contexts: [{name: c, context: {cluster: k, user: u}}]
                clusters: [{name: k, cluster: {server: "https://127.0.0.1:PORT/ask", certificate-authority-data: CA}}]
                users: [{name: u, user: {token: t}}]
                """.Replace("PORT", server.Port.ToString()).Replace("CA", server.CaBundle));
            return KubeconfigTarget.Read(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task TokenWebhook_Asked_IsBelievedAndRemembered()
    {
        await using var server = await StartAsync(spec => spec.StringAt("token") == "good"
            ? """{"authenticated":true,"user":{"username":"jane","groups":["dev"]},"audiences":["a"]}"""
            : """{"authenticated":false}""");
        var authenticator = new WebhookTokenAuthenticator(Target(server), _clients, _time);

        for (var i = 0; i < 3; i++)
            Assert.Equal("jane", (await authenticator.AuthenticateTokenAsync("good", ["a"], default)).User!.Name);
        Assert.Equal(1, _asked);
        Assert.Null((await authenticator.AuthenticateTokenAsync("bad", ["a"], default)).User);
        Assert.Null((await authenticator.AuthenticateTokenAsync("good", ["b"], default)).User);
        _time.Advance(TimeSpan.FromMinutes(3));
        await authenticator.AuthenticateTokenAsync("good", ["a"], default);
        Assert.Equal(4, _asked);
    }

    [Fact]
    public async Task AuthorizationWebhook_Asked_AllowsDeniesOrHasNoOpinion()
    {
        await using var server = await StartAsync(spec => spec.StringAt("resourceAttributes", "verb") switch
        {
            "get" => """{"allowed":true}""",
            "delete" => """{"allowed":false,"denied":true,"reason":"never"}""",
            _ => """{"allowed":false}""",
        });
        var authorizer = new WebhookAuthorizer(new(Target(server)), _clients, _time);

        foreach (var (verb, verdict) in new[] { ("get", AuthorizationVerdict.Allow), ("delete", AuthorizationVerdict.Deny), ("list", AuthorizationVerdict.NoOpinion) })
            Assert.Equal(verdict, (await authorizer.AuthorizeAsync(TestRoles.Attributes(new("jane"), $"{verb} pods shop/a"), default)).Verdict);
        await authorizer.AuthorizeAsync(TestRoles.Attributes(new("jane"), "get pods shop/a"), default);
        Assert.Equal(3, _asked);
    }

    [Fact]
    public async Task Services_ThatAreAway_LetNobodyIn()
    {
        WebhookTarget target;
        await using (var server = await StartAsync(_ => "{}"))
            target = Target(server);

        Assert.NotNull((await new WebhookTokenAuthenticator(target, _clients, _time).AuthenticateTokenAsync("good", ["a"], default)).Failure);
        var decision = await new WebhookAuthorizer(new(target), _clients, _time).AuthorizeAsync(TestRoles.Attributes(new("jane"), "get pods shop/a"), default);
        Assert.Equal(AuthorizationVerdict.NoOpinion, decision.Verdict);
    }
}
