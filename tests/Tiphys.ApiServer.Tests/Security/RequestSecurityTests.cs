using System.Net;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Tests.Security;

public sealed class RequestSecurityTests
{
    private const string Pod = """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}]}}""";

    [Theory]
    [InlineData("", "/healthz", 200)]
    [InlineData("", "/version", 200)]
    [InlineData("", "/api/v1/pods", 401)]
    [InlineData("", "/openid/v1/jwks", 401)]
    [InlineData("", "/healthz/../api/v1/secrets", 401)]
    [InlineData("wrong", "/healthz", 401)]
    [InlineData("jane", "/api/v1/pods", 403)]
    [InlineData("jane", "/version", 200)]
    [InlineData("admin", "/api/v1/pods", 200)]
    public async Task Request_WithToken_GetsWhatItsUserMay(string token, string path, int code)
    {
        await using var server = await SecureServer.StartAsync();

        Assert.Equal(code, (int)(await server.SendAsync(token, "GET", path)).Code);
    }

    [Fact]
    public async Task ServiceAccount_FromPodToToken_IsWhoItSays()
    {
        await using var server = await SecureServer.StartAsync();
        await server.NamespaceAsync("shop");
        var pod = await server.AdminAsync("POST", "/api/v1/namespaces/shop/pods", Pod);
        Assert.True(pod.Code == HttpStatusCode.Created, pod.Text);
        Assert.Equal("default", pod.Json.StringAt("spec", "serviceAccountName"));
        Assert.Equal(0, pod.Json.GetObject("spec")!.GetInt64("priority"));
        Assert.StartsWith("kube-api-access-", pod.Json.ObjectsAt("spec", "volumes").Single().GetString("name"));

        var made = await server.AdminAsync(
            "POST", "/api/v1/namespaces/shop/serviceaccounts/default/token", """{"spec":{"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"p"}}}""");
        Assert.True(made.Code == HttpStatusCode.Created, made.Text);
        var token = made.Json.StringAt("status", "token");
        var self = await server.SendAsync(token, "POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}");
        Assert.Equal("system:serviceaccount:shop:default", self.Json.StringAt("status", "userInfo", "username"));

        await server.AdminAsync("DELETE", "/api/v1/namespaces/shop/pods/p?gracePeriodSeconds=0");
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.SendAsync(token, "GET", "/api")).Code);
    }

    [Fact]
    public async Task Impersonation_OnlyOfThoseWhoMay_ChangesTheUser()
    {
        await using var server = await SecureServer.StartAsync();

        var asJane = await server.SendAsync("admin", "GET", "/api/v1/pods", null, "application/json", ("Impersonate-User", "jane"));
        Assert.Contains("User \"jane\" cannot list", asJane.Message);
        var asRoot = await server.SendAsync("jane", "GET", "/api/v1/pods", null, "application/json", ("Impersonate-User", "admin"), ("Impersonate-Group", "system:masters"));
        Assert.Contains("cannot impersonate-on:user-info:list resource \"pods\"", asRoot.Message);
        var remote = await server.SendAsync("jane", "GET", "/api/v1/pods", null, "application/json", ("X-Remote-User", "admin"), ("X-Remote-Group", "system:masters"));
        Assert.Contains("User \"jane\" cannot list", remote.Message);
    }

    [Fact]
    public async Task Start_OnAnEmptyStore_MakesRolesAndPriorityClasses()
    {
        await using var server = await SecureServer.StartAsync();

        var admin = await server.AdminAsync("GET", "/apis/rbac.authorization.k8s.io/v1/clusterroles/admin");
        Assert.NotEmpty(admin.Json.ObjectsAt("rules"));
        Assert.Equal("2000001000", (await server.AdminAsync("GET", "/apis/scheduling.k8s.io/v1/priorityclasses/system-node-critical")).Json["value"]!.ToString());
    }

    [Fact]
    public async Task Namespace_GoneOrImmortal_IsProtected()
    {
        await using var server = await SecureServer.StartAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await server.AdminAsync("POST", "/api/v1/namespaces/ghost/configmaps", """{"metadata":{"name":"c"}}""")).Code);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.AdminAsync("DELETE", "/api/v1/namespaces/kube-system")).Code);
        await server.NamespaceAsync("shop");
        await server.AdminAsync("DELETE", "/api/v1/namespaces/shop");
        var refused = await server.AdminAsync("POST", "/api/v1/namespaces/shop/configmaps", """{"metadata":{"name":"c"}}""");
        Assert.Equal("configmaps \"c\" is forbidden: unable to create new content in namespace shop because it is being terminated", refused.Message);
        Assert.Equal("NamespaceTerminating", refused.Json.ObjectsAt("details", "causes").Single().GetString("reason"));
    }

    [Fact]
    public async Task IssuerDocuments_ToAServiceAccount_AreServed()
    {
        await using var server = await SecureServer.StartAsync();

        var configuration = await server.AdminAsync("GET", "/.well-known/openid-configuration");
        Assert.Equal("https://cluster.test", configuration.Json.GetString("issuer"));
        Assert.Single((await server.AdminAsync("GET", "/openid/v1/jwks")).Json.ObjectsAt("keys"));
    }
}
