using System.Net;
using Tiphys.Primitives.Faults;

namespace Tiphys.Host.Tests.Server;

public sealed class SecuritySettingsTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private (string, string) Tokens => ("token-auth-file", _folder.Write("tokens.csv", "admin-token,admin,1,system:masters\njane-token,jane,2,dev\n"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AuditLog_WithAPolicy_HasWhatThePolicyAsksFor()
    {
        var log = Path.Combine(_folder.Path, "audit", "audit.log");
        var policy = _folder.Write("policy.yaml", """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: [RequestReceived]
            rules:
            - {level: Request, users: [admin], resources: [{group: "", resources: [configmaps]}]}
            - {level: None}
            """);
        await using (var plane = await TestPlane.StartAsync(_folder.Path, Tokens, ("audit-log-path", log), ("audit-policy-file", policy)))
        {
            await plane.SendAsync("admin-token", "POST", "/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"seen"}}""");
            await plane.SendAsync("admin-token", "GET", "/api/v1/namespaces/default/secrets");
        }

        var line = Assert.Single(await File.ReadAllLinesAsync(log, Cancel));
        Assert.Contains("\"name\":\"seen\"", line, StringComparison.Ordinal);
        Assert.Contains("\"level\":\"Request\"", line, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(log));
    }

    [Fact]
    public async Task AnonymousAuth_ThreeValues_OpenHealthEverythingAndNothing()
    {
        foreach (var (setting, health, other) in new[] { ("", HttpStatusCode.OK, HttpStatusCode.Unauthorized), ("true", HttpStatusCode.OK, HttpStatusCode.Forbidden), ("false", HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized) })
        {
            await using var plane = await TestPlane.StartAsync(_folder.Path, ("anonymous-auth", setting));
            Assert.Equal(health, (await plane.SendAsync("", "GET", "/livez")).Code);
            Assert.Equal(other, (await plane.SendAsync("", "GET", "/api/v1/nodes")).Code);
        }
    }

    [Fact]
    public async Task AuthorizationMode_AlwaysAllow_AsksNoRoles()
    {
        await using (var plane = await TestPlane.StartAsync(_folder.Path, Tokens))
            Assert.Equal(HttpStatusCode.Forbidden, (await plane.SendAsync("jane-token", "GET", "/api/v1/nodes")).Code);
        await using (var plane = await TestPlane.StartAsync(_folder.Path, Tokens, ("authorization-mode", "RBAC,AlwaysAllow")))
            Assert.Equal(HttpStatusCode.OK, (await plane.SendAsync("jane-token", "GET", "/api/v1/nodes")).Code);
    }

    [Fact]
    public async Task PodSecurityDefaults_OfTheAdmissionFile_HoldWhereNamespacesSayNothing()
    {
        var file = _folder.Write("admission.yaml", """
            apiVersion: apiserver.config.k8s.io/v1
            kind: AdmissionConfiguration
            plugins:
            - name: PodSecurity
              configuration:
                apiVersion: pod-security.admission.config.k8s.io/v1
                kind: PodSecurityConfiguration
                defaults: {enforce: baseline, enforce-version: latest}
                exemptions: {namespaces: [kube-system]}
            """);
        await using var plane = await TestPlane.StartAsync(_folder.Path, Tokens, ("admission-control-config-file", file), ("disable-admission-plugins", "ServiceAccount"));
        const string pod = """{"metadata":{"name":"p"},"spec":{"hostNetwork":true,"containers":[{"name":"c","image":"i"}]}}""";

        var refused = await plane.SendAsync("admin-token", "POST", "/api/v1/namespaces/default/pods", pod);
        Assert.Equal(HttpStatusCode.Forbidden, refused.Code);
        Assert.Contains("violates PodSecurity \\\"baseline:latest\\\"", refused.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Created, (await plane.SendAsync("admin-token", "POST", "/api/v1/namespaces/kube-system/pods", pod)).Code);
    }

    [Fact]
    public async Task LegacyToken_InItsSecret_IsTheServiceAccount()
    {
        await using var plane = await TestPlane.StartAsync(_folder.Path, Tokens);
        var account = await plane.SendAsync("admin-token", "POST", "/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"robot"}}""");
        var uid = Api.Documents.DocReader.ParseObject(System.Text.Encoding.UTF8.GetBytes(account.Body)).GetObject("metadata")!.GetString("uid")!;
        var token = plane.Plane.LegacyTokens!.Issue("default", "robot", uid, "robot-token");
        var secret = $$$"""{"metadata":{"name":"robot-token","annotations":{"kubernetes.io/service-account.name":"robot","kubernetes.io/service-account.uid":"{{{uid}}}"} },"type":"kubernetes.io/service-account-token","data":{"token":"{{{Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(token))}}}"} }""";
        Assert.Equal(HttpStatusCode.Unauthorized, (await plane.SendAsync(token, "GET", "/api/v1/nodes")).Code);

        var made = await plane.SendAsync("admin-token", "POST", "/api/v1/namespaces/default/secrets", secret);
        Assert.True(made.Code == HttpStatusCode.Created, made.Body);
        Assert.Contains("system:serviceaccount:default:robot", (await plane.SendAsync(token, "GET", "/api/v1/nodes")).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("enable-admission-plugins", "Kitchen", "Kitchen")]
    [InlineData("authorization-mode", "RBAC,Kitchen", "Kitchen")]
    [InlineData("authorization-mode", "Webhook", "authorization-webhook-config-file")]
    [InlineData("audit-log-maxsize", "much", "much")]
    [InlineData("audit-policy-file", "/nowhere/policy.yaml", "/nowhere/policy.yaml")]
    [InlineData("authentication-config", "/nowhere/authentication.yaml", "/nowhere/authentication.yaml")]
    [InlineData("oidc-issuer-url", "https://issuer.example", "oidc-client-id")]
    [InlineData("encryption-provider-config", "/nowhere/keys.yaml", "/nowhere/keys.yaml")]
    [InlineData("anonymous-auth", "perhaps", "perhaps")]
    public async Task Setting_ThatIsWrong_EndsTheStartByName(string name, string value, string told)
    {
        var fault = await Assert.ThrowsAsync<FaultException>(() => TestPlane.StartAsync(_folder.Path, (name, value), ("audit-log-path", Path.Combine(_folder.Path, "a.log"))));

        Assert.Equal("SETTINGS", fault.Code);
        Assert.Contains(told, fault.Cause, StringComparison.Ordinal);
    }
}
