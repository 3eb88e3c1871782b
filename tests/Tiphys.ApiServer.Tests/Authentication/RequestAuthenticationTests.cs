using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Authentication.RequestHeaders;
using Tiphys.ApiServer.Authentication.StaticTokens;
using Tiphys.ApiServer.Outbound;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Tests.Authentication;

public sealed class RequestAuthenticationTests
{
    private readonly TestCertificates _clusterAuthority = new("cluster-ca");
    private readonly TestCertificates _frontAuthority = new("front-ca");
    private readonly TestTokens _cluster = new();
    private readonly IAuthenticator _authenticator;

    public RequestAuthenticationTests() => _authenticator = DefaultAuthentication.Create(
        new AuthenticationOptions
        {
            ServiceAccounts = _cluster.Options,
            ClientAuthorities = [_clusterAuthority.Authority],
            RequestHeader = new RequestHeaderOptions { Authorities = [_frontAuthority.Authority] },
        },
        _cluster.Objects,
        new WebhookClients(_cluster.Objects, _cluster.Time),
        _cluster.Time).Requests;

    private async Task<AuthenticationResult> AskAsync(string path, X509Certificate2? certificate, params (string Name, string Value)[] headers)
    {
        var http = new DefaultHttpContext();
        http.Request.Path = path;
        http.Connection.ClientCertificate = certificate;
        foreach (var (name, value) in headers)
            http.Request.Headers.Append(name, value);
        return await _authenticator.AuthenticateAsync(http, default);
    }

    [Theory]
    [InlineData("/healthz", true)]
    [InlineData("/livez/ping", true)]
    [InlineData("/version", true)]
    [InlineData("/api/v1/pods", false)]
    [InlineData("/healthz/../api/v1/pods", false)]
    [InlineData("/metrics", false)]
    public async Task NoCredentials_OnlyHealthAndVersion(string path, bool letIn)
    {
        var result = await AskAsync(path, null);

        Assert.Equal(letIn ? "system:anonymous" : null, result.User?.Name);
        Assert.Equal(letIn, result.Failure is null);
    }

    [Fact]
    public async Task ClientCertificate_OfTheClusterAuthority_NamesUserAndGroups()
    {
        var user = (await AskAsync("/api", _clusterAuthority.Issue("CN=jane, O=dev, O=ops"))).User!;

        Assert.Equal("jane", user.Name);
        Assert.Equal(["dev", "ops", "system:authenticated"], user.Groups.Order());
    }

    [Fact]
    public async Task ClientCertificate_NotForUs_IsRefused()
    {
        Assert.NotNull((await AskAsync("/api", new TestCertificates("stranger").Issue("CN=jane, O=system:masters"))).Failure);
        Assert.NotNull((await AskAsync("/api", _clusterAuthority.Issue("CN=jane", client: false))).Failure);
        Assert.NotNull((await AskAsync("/api", _clusterAuthority.Issue("CN=jane", until: _cluster.Time.GetUtcNow().AddHours(-1)))).Failure);
        Assert.NotNull((await AskAsync("/healthz", new TestCertificates("stranger").Issue("CN=jane"))).Failure);
    }

    [Fact]
    public async Task RemoteHeaders_FromTheFrontProxy_NameTheUser()
    {
        var user = (await AskAsync(
            "/api",
            _frontAuthority.Issue("CN=front-proxy-client"),
            ("X-Remote-User", "jane"),
            ("X-Remote-Group", "dev"),
            ("X-Remote-Extra-Example.com%2Fscope", "read"))).User!;

        Assert.Equal("jane", user.Name);
        Assert.Equal(["dev", "system:authenticated"], user.Groups);
        Assert.Equal(["read"], user.Extra["example.com/scope"]);
    }

    [Fact]
    public async Task RemoteHeaders_FromAnyoneElse_AreIgnored()
    {
        (string, string)[] claim = [("X-Remote-User", "root"), ("X-Remote-Group", "system:masters")];

        Assert.Equal("jane", (await AskAsync("/api", _clusterAuthority.Issue("CN=jane"), claim)).User!.Name);
        Assert.Null((await AskAsync("/api", _frontAuthority.Issue("CN=somebody"), claim)).User);
        Assert.Null((await AskAsync("/api", null, claim)).User);
    }

    [Fact]
    public async Task BearerToken_Good_IsTakenOffTheRequest()
    {
        var http = new DefaultHttpContext();
        http.Request.Path = "/api";
        http.Request.Headers.Authorization = $"Bearer {await _cluster.TokenAsync()}";

        Assert.Equal("system:serviceaccount:shop:robot", (await _authenticator.AuthenticateAsync(http, default)).User!.Name);
        Assert.False(http.Request.Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task BearerToken_Unknown_IsRefusedEvenForHealth() =>
        Assert.NotNull((await AskAsync("/healthz", null, ("Authorization", "Bearer nonsense"))).Failure);

    [Fact]
    public async Task BearerToken_InWebSocketProtocol_IsFoundAndTakenOff()
    {
        var encoded = System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(await _cluster.TokenAsync()));
        var http = new DefaultHttpContext();
        http.Request.Headers.Upgrade = "websocket";
        http.Request.Headers.SecWebSocketProtocol = $"v5.channel.k8s.io, base64url.bearer.authorization.k8s.io.{encoded}";

        Assert.NotNull((await _authenticator.AuthenticateAsync(http, default)).User);
        Assert.Equal("v5.channel.k8s.io", http.Request.Headers.SecWebSocketProtocol.ToString());
    }

    [Fact]
    public async Task BootstrapToken_InTime_IsABootstrapper()
    {
        static string B64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));
        var end = ObjectFields.FormatTime(_cluster.Time.GetUtcNow().AddHours(1));
        _cluster.Objects.Put(BuiltInResources.Secrets, $$$"""
            {"metadata":{"name":"bootstrap-token-abcdef","namespace":"kube-system"},"type":"bootstrap.kubernetes.io/token","data":{
            "token-id":"{{{B64("abcdef")}}}","token-secret":"{{{B64("0123456789abcdef")}}}","usage-bootstrap-authentication":"{{{B64("true")}}}",
            "auth-extra-groups":"{{{B64("system:bootstrappers:nodes")}}}","expiration":"{{{B64(end)}}}"}}
            """);

        var user = (await AskAsync("/api", null, ("Authorization", "Bearer abcdef.0123456789abcdef"))).User!;
        Assert.Equal("system:bootstrap:abcdef", user.Name);
        Assert.Equal(["system:bootstrappers", "system:bootstrappers:nodes", "system:authenticated"], user.Groups);
        Assert.NotNull((await AskAsync("/api", null, ("Authorization", "Bearer abcdef.0123456789abcdee"))).Failure);

        _cluster.Time.Advance(TimeSpan.FromHours(2));
        Assert.NotNull((await AskAsync("/api", null, ("Authorization", "Bearer abcdef.0123456789abcdef"))).Failure);
    }

    [Fact]
    public async Task StaticToken_OfTheFile_NamesItsUser()
    {
        var tokens = new StaticTokenAuthenticator(new StringReader("# who\nsesame,jane,u1,\"dev,ops\"\n"), ["a"]);

        Assert.Equal(["dev", "ops"], (await tokens.AuthenticateTokenAsync("sesame", ["a"], default)).User!.Groups);
        Assert.Null((await tokens.AuthenticateTokenAsync("Sesame", ["a"], default)).User);
        Assert.Throws<FormatException>(() => new StaticTokenAuthenticator(new StringReader("sesame,jane"), ["a"]));
    }
}
