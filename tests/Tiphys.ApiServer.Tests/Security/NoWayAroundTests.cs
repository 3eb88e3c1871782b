using System.Net;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Tests.Security;

/// <summary>Whatever way a write takes, admission and authorization see it, and see the same object the store does.</summary>
public sealed class NoWayAroundTests
{
    private const string Privileged = """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i","securityContext":{"privileged":true}}]}}""";

    private static async Task<SecureServer> StartAsync()
    {
        var server = await SecureServer.StartAsync();
        await server.NamespaceAsync("shop", """{"pod-security.kubernetes.io/enforce":"baseline"}""");
        return server;
    }

    [Theory]
    [InlineData("POST", "/api/v1/namespaces/shop/pods", "application/json")]
    [InlineData("POST", "/api/v1/namespaces/shop/pods?dryRun=All", "application/json")]
    [InlineData("PATCH", "/api/v1/namespaces/shop/pods/p?fieldManager=m", "application/apply-patch+yaml")]
    public async Task ForbiddenPod_ByAnyVerb_IsRefused_CVE_2016_1905(string method, string path, string contentType)
    {
        await using var server = await StartAsync();

        var refused = await server.SendAsync("admin", method, path, Privileged, contentType);

        Assert.Contains("violates PodSecurity", refused.Message);
        Assert.Equal(HttpStatusCode.NotFound, (await server.AdminAsync("GET", "/api/v1/namespaces/shop/pods/p")).Code);
    }

    [Theory]
    [InlineData("application/json-patch+json", """[{"op":"add","path":"/rules","value":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}]}]""")]
    [InlineData("application/merge-patch+json", """{"rules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}]}""")]
    [InlineData("application/strategic-merge-patch+json", """{"rules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}]}""")]
    [InlineData("application/apply-patch+yaml", """{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"r"},"rules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}]}""")]
    public async Task RoleEscalation_ByEveryPatch_IsRefused_CVE_2016_1905(string contentType, string patch)
    {
        await using var server = await StartAsync();
        await server.AdminAsync("POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/shop/roles", """{"metadata":{"name":"r"},"rules":[]}""");
        await server.AdminAsync("POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/shop/roles",
            """{"metadata":{"name":"editor"},"rules":[{"verbs":["get","patch"],"apiGroups":["rbac.authorization.k8s.io"],"resources":["roles"]}]}""");
        await server.AdminAsync("POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/shop/rolebindings",
            """{"metadata":{"name":"b"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"editor"},"subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"jane"}]}""");

        var refused = await server.SendAsync("jane", "PATCH", $"/apis/rbac.authorization.k8s.io/v1/namespaces/shop/roles/r?fieldManager=m{(contentType.Contains("apply") ? "&force=true" : "")}", patch, contentType);

        Assert.Equal(HttpStatusCode.Forbidden, refused.Code);
        Assert.Contains("attempting to grant RBAC permissions not currently held", refused.Message);
        Assert.Empty((await server.AdminAsync("GET", "/apis/rbac.authorization.k8s.io/v1/namespaces/shop/roles/r")).Json.ObjectsAt("rules"));
    }

    [Theory]
    [InlineData("/api/v1/namespaces/shop/secrets/../../kube-system/secrets/s")]
    [InlineData("/api/v1/namespaces/shop/secrets/..%2f..%2fkube-system%2fsecrets%2fs")]
    [InlineData("/api/v1/namespaces/shop/secrets/%2e%2e/%2e%2e/kube-system/secrets/s")]
    [InlineData("/api/v1/namespaces/shop//secrets/../../../namespaces/kube-system/secrets/s")]
    [InlineData("/api/v1/namespaces/shop%2f..%2fkube-system/secrets/s")]
    [InlineData("/api/v1/namespaces/shop/configmaps/../secrets/s")]
    public async Task CraftedPath_OfAUserOfOneNamespace_ReachesNoOther_CVE_2022_3162(string path)
    {
        await using var server = await StartAsync();
        await server.AdminAsync("POST", "/api/v1/namespaces/kube-system/secrets", """{"metadata":{"name":"s"},"stringData":{"k":"treasure"}}""");
        await server.AdminAsync("POST", "/api/v1/namespaces/shop/secrets", """{"metadata":{"name":"s"},"stringData":{"k":"treasure"}}""");
        await server.AdminAsync("POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/shop/roles",
            """{"metadata":{"name":"r"},"rules":[{"verbs":["*"],"apiGroups":[""],"resources":["configmaps"]}]}""");
        await server.AdminAsync("POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/shop/rolebindings",
            """{"metadata":{"name":"b"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"r"},"subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"jane"}]}""");

        var answer = await server.SendAsync("jane", "GET", path);

        Assert.True((int)answer.Code is >= 400 and < 500, $"{(int)answer.Code} {answer.Text}");
        Assert.DoesNotContain(Convert.ToBase64String("treasure"u8), answer.Text);
    }

    [Fact]
    public async Task Quota_UnderParallelCreatesThroughTheServer_IsExact()
    {
        await using var server = await SecureServer.StartAsync();
        await server.NamespaceAsync("shop");
        await server.AdminAsync("POST", "/api/v1/namespaces/shop/resourcequotas", """{"metadata":{"name":"q"},"spec":{"hard":{"count/configmaps":"10"}}}""");
        var told = await server.SendAsync("admin", "PATCH", "/api/v1/namespaces/shop/resourcequotas/q/status",
            """{"status":{"hard":{"count/configmaps":"10"},"used":{"count/configmaps":"0"}}}""", "application/merge-patch+json");
        Assert.True(told.Code == HttpStatusCode.OK, told.Text);

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(number => server.AdminAsync(
            "POST", "/api/v1/namespaces/shop/configmaps", """{"metadata":{"name":"c-NUMBER"}}""".Replace("NUMBER", number.ToString()))));

        Assert.Equal(10, answers.Count(answer => answer.Code == HttpStatusCode.Created));
        Assert.Equal(90, answers.Count(answer => answer.Code == HttpStatusCode.Forbidden));
        Assert.Equal("10", (await server.AdminAsync("GET", "/api/v1/namespaces/shop/resourcequotas/q")).Json.StringAt("status", "used", "count/configmaps"));
    }
}
