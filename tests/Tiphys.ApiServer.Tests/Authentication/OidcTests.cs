using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Tiphys.Api.Documents;
using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Authentication.Jwt;
using Tiphys.ApiServer.Authentication.Oidc;
using Tiphys.ApiServer.Outbound;
using Tiphys.ApiServer.Tests.Admission;
using Tiphys.ApiServer.Tests.Objects;

namespace Tiphys.ApiServer.Tests.Authentication;

public sealed class OidcTests
{
    private const string Audience = "https://cluster.test";
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly List<JwtKey> _served = [JwtKey.FromPem(RSA.Create(2048).ExportPkcs8PrivateKeyPem())];
    private int _fetches;

    private Task<WebhookServer> StartAsync() => WebhookServer.StartAsync((http, server) =>
    {
        http.Response.ContentType = "application/json";
        if (http.Request.Path == "/.well-known/openid-configuration")
            return WriteAsync(http, new DocObject { { "issuer", Url(server) }, { "jwks_uri", Url(server) + "/keys" } });
        Interlocked.Increment(ref _fetches);
        return WriteAsync(http, new DocObject { { "keys", new DocArray(_served.Select(key => key.ToJwk())) } });
    });

    private static Task WriteAsync(HttpContext http, DocObject document) => http.Response.Body.WriteAsync(document.ToUtf8()).AsTask();

    private static string Url(WebhookServer server) => $"https://127.0.0.1:{server.Port}";

    private ITokenAuthenticator Make(WebhookServer server, string rest)
    {
        var file = """
            apiVersion: apiserver.config.k8s.io/v1
            kind: AuthenticationConfiguration
            jwt:
            - issuer:
                url: URL
                audiences: [app]
                certificateAuthority: |
            CA
            REST
            """.Replace("URL", Url(server)).Replace("CA", Indent(Encoding.ASCII.GetString(Convert.FromBase64String(server.CaBundle)), 6)).Replace("REST", Indent(rest, 2));
        var objects = new InMemoryObjects();
        return AuthenticationConfiguration.Parse(Encoding.UTF8.GetBytes(file)).Authenticators([Audience], new WebhookClients(objects, _time), _time).Single();
    }

    private static string Indent(string text, int by) => string.Join("\n", text.Split('\n').Select(line => new string(' ', by) + line));

    private string Token(WebhookServer server, string claims, JwtKey? key = null)
    {
        var all = TestAdmission.Json(claims);
        all["iss"] = Url(server);
        if (!all.ContainsKey("aud"))
            all["aud"] = "app";
        if (!all.ContainsKey("exp"))
            all["exp"] = _time.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds();
        return JwtWriter.Sign(all, key ?? _served[0]);
    }

    private static async Task<TokenResult> AskAsync(ITokenAuthenticator authenticator, string token) => await authenticator.AuthenticateTokenAsync(token, [Audience], default);

    [Fact]
    public async Task Token_OfTheIssuer_IsMappedByClaims()
    {
        await using var server = await StartAsync();
        var authenticator = Make(server, "claimMappings: {username: {claim: sub, prefix: 'oidc:'}, groups: {claim: groups, prefix: ''}}");

        var result = await AskAsync(authenticator, Token(server, """{"sub":"jane","groups":["dev","ops"]}"""));

        Assert.Null(result.Failure);
        Assert.Equal("oidc:jane", result.User!.Name);
        Assert.Equal(["dev", "ops"], result.User.Groups);
        Assert.Equal([Audience], result.Audiences);
    }

    [Fact]
    public async Task Token_MappedByExpressions_ObeysTheRules()
    {
        await using var server = await StartAsync();
        var authenticator = Make(server, """
            claimMappings:
              username: {expression: "claims.sub + '@' + claims.tenant"}
              groups: {expression: "claims.roles.split(',')"}
              extra: [{key: "example.com/tenant", valueExpression: "claims.tenant"}]
            claimValidationRules:
            - {claim: hd, requiredValue: example.com}
            - {expression: "claims.level > 1", message: level too low}
            userValidationRules:
            - {expression: "!user.username.startsWith('system:')", message: no system users}
            """);

        var result = await AskAsync(authenticator, Token(server, """{"sub":"jane","tenant":"t1","roles":"a,b","hd":"example.com","level":2}"""));
        Assert.Null(result.Failure);
        Assert.Equal(("jane@t1", "a b", "t1"), (result.User!.Name, string.Join(" ", result.User.Groups), result.User.Extra["example.com/tenant"].Single()));
        Assert.Contains("hd", (await AskAsync(authenticator, Token(server, """{"sub":"jane","tenant":"t1","roles":"a","hd":"x","level":2}"""))).Failure);
        Assert.Equal("oidc: level too low", (await AskAsync(authenticator, Token(server, """{"sub":"jane","tenant":"t1","roles":"a","hd":"example.com","level":1}"""))).Failure);
        Assert.Equal("oidc: no system users", (await AskAsync(authenticator, Token(server, """{"sub":"system:x","tenant":"t1","roles":"a","hd":"example.com","level":2}"""))).Failure);
    }

    [Theory]
    [InlineData("""{"sub":"jane","aud":"other"}""")]
    [InlineData("""{"sub":"jane","exp":1}""")]
    [InlineData("""{"sub":"jane","exp":"soon"}""")]
    [InlineData("""{"sub":""}""")]
    [InlineData("""{"sub":5}""")]
    [InlineData("{}")]
    public async Task Token_WithWrongClaims_IsRefused(string claims)
    {
        await using var server = await StartAsync();

        Assert.Null((await AskAsync(Make(server, "claimMappings: {username: {claim: sub}}"), Token(server, claims))).User);
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("RS384")]
    [InlineData("RS512")]
    [InlineData("PS256")]
    [InlineData("PS384")]
    [InlineData("PS512")]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    public async Task Token_SignedWithAnAlgorithm_IsTakenWhereThatIsAllowed(string algorithm)
    {
        using var key = new SigningKey(algorithm);
        _served.Clear();
        _served.Add(JwtKey.FromPem(key.PublicPem));
        await using var server = await StartAsync();
        var token = key.Sign(new DocObject { { "iss", Url(server) }, { "sub", "jane" }, { "aud", "app" }, { "exp", _time.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds() } });

        Assert.Equal("jane", (await AskAsync(Make(server, "claimMappings: {username: {claim: sub}}"), token)).User?.Name);

        var entry = TestAdmission.Json("""{"issuer":{"audiences":["app"]},"claimMappings":{"username":{"claim":"sub","prefix":""}}}""");
        var issuer = entry.GetObject("issuer")!;
        issuer["url"] = Url(server);
        issuer["certificateAuthority"] = Encoding.ASCII.GetString(Convert.FromBase64String(server.CaBundle));
        foreach (var allowed in new[] { algorithm, algorithm == "RS256" ? "ES256" : "RS256" })
        {
            var authenticator = AuthenticationConfiguration.Of(entry, [allowed]).Authenticators([Audience], new WebhookClients(new InMemoryObjects(), _time), _time).Single();
            Assert.Equal(allowed == algorithm, (await AskAsync(authenticator, token)).User is not null);
        }
    }

    [Fact]
    public void Algorithm_Unknown_IsRefused() =>
        Assert.Contains("HS256", Assert.Throws<FormatException>(() => AuthenticationConfiguration.Of([], ["HS256"])).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Email_NotVerified_IsRefused()
    {
        await using var server = await StartAsync();
        var authenticator = Make(server, "claimMappings: {username: {claim: email}}");

        Assert.NotNull((await AskAsync(authenticator, Token(server, """{"email":"a@b.c","email_verified":true}"""))).User);
        Assert.NotNull((await AskAsync(authenticator, Token(server, """{"email":"a@b.c","email_verified":false}"""))).Failure);
    }

    [Fact]
    public async Task Keys_Rotated_AreFetchedAgainButNotAtEveryUnknownKey()
    {
        await using var server = await StartAsync();
        var authenticator = Make(server, "claimMappings: {username: {claim: sub}}");
        await AskAsync(authenticator, Token(server, """{"sub":"jane"}"""));
        var next = JwtKey.FromPem(ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportPkcs8PrivateKeyPem());

        for (var i = 0; i < 5; i++)
            Assert.NotNull((await AskAsync(authenticator, Token(server, """{"sub":"jane"}""", next))).Failure);
        Assert.Equal(1, _fetches);

        _served.Add(next);
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.NotNull((await AskAsync(authenticator, Token(server, """{"sub":"jane"}""", next))).User);
        Assert.Equal(2, _fetches);
    }

    [Theory]
    [InlineData("jwt: [{issuer: {url: 'https://x', audiences: [a, b]}, claimMappings: {username: {claim: sub}}}]")]
    [InlineData("jwt: [{issuer: {url: 'https://x', audiences: [a], audienceMatchPolicy: All}, claimMappings: {username: {claim: sub}}}]")]
    [InlineData("jwt: [{issuer: {url: 'http://x', audiences: [a]}, claimMappings: {username: {claim: sub}}}]")]
    [InlineData("jwt: [{issuer: {url: 'https://x'}, claimMappings: {username: {claim: sub}}}]")]
    [InlineData("jwt: [{issuer: {url: 'https://x', audiences: [a]}}]")]
    [InlineData("jwt: [{issuer: {url: 'https://x', audiences: [a]}, claimMappings: {username: {expression: 'claims.('}}}]")]
    public void Configuration_ThatIsWrong_IsRefused(string rest) => Assert.Throws<FormatException>(() => AuthenticationConfiguration.Parse(
        Encoding.UTF8.GetBytes($"apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n{rest}\n")));
}
