using System.Net;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Tests.Security;

/// <summary>Objects whose content would lead the cluster against itself.</summary>
public sealed class ObjectAttackTests
{
    [Theory]
    [InlineData("127.0.0.1", "IPv4")]
    [InlineData("127.8.8.8", "IPv4")]
    [InlineData("169.254.169.254", "IPv4")]
    [InlineData("224.0.0.1", "IPv4")]
    [InlineData("::1", "IPv6")]
    [InlineData("fe80::1", "IPv6")]
    [InlineData("ff02::1", "IPv6")]
    public async Task Endpoint_OnTheNodeItself_IsInvalid_CVE_2021_25737(string address, string family)
    {
        await using var server = await SecureServer.StartAsync();
        await server.NamespaceAsync("shop");

        var slice = await server.AdminAsync("POST", "/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices",
            $$$"""{"metadata":{"name":"s"},"addressType":"{{{family}}}","endpoints":[{"addresses":["{{{address}}}"]}],"ports":[]}""");
        var endpoints = await server.AdminAsync("POST", "/api/v1/namespaces/shop/endpoints", $$$"""{"metadata":{"name":"e"},"subsets":[{"addresses":[{"ip":"{{{address}}}"}]}]}""");

        Assert.Equal((HttpStatusCode)422, slice.Code);
        Assert.Equal((HttpStatusCode)422, endpoints.Code);
    }

    [Theory]
    [InlineData("edit")]
    [InlineData("admin")]
    [InlineData("system:aggregate-to-edit")]
    public async Task DefaultRoles_OfEditors_DoNotWriteEndpoints_CVE_2021_25740(string role)
    {
        await using var server = await SecureServer.StartAsync();

        var rules = (await server.AdminAsync("GET", $"/apis/rbac.authorization.k8s.io/v1/clusterroles/{role}")).Json.ObjectsAt("rules").ToArray();

        Assert.NotEmpty(rules);
        Assert.DoesNotContain(rules, rule => rule.GetArray("resources")!.Strings().Any(resource => resource is "endpoints" or "endpointslices" or "*")
            && rule.GetArray("verbs")!.Strings().Any(verb => verb is "create" or "update" or "patch" or "*"));
    }

    [Theory]
    [InlineData(""" "securityContext":{"seccompProfile":PROFILE},"containers":[{"name":"c","image":"i"}] """)]
    [InlineData(""" "containers":[{"name":"c","image":"i","securityContext":{"seccompProfile":PROFILE}}] """)]
    [InlineData(""" "initContainers":[{"name":"d","image":"i","securityContext":{"seccompProfile":PROFILE}}],"containers":[{"name":"c","image":"i"}] """)]
    public async Task LocalhostProfile_ThatIsEmpty_IsInvalid_CVE_2023_2431(string spec)
    {
        await using var server = await SecureServer.StartAsync();
        await server.NamespaceAsync("shop");
        foreach (var profile in (string[])["""{"type":"Localhost"}""", """{"type":"Localhost","localhostProfile":""}""", """{"type":"Localhost","localhostProfile":"../x"}"""])
        {
            var made = await server.AdminAsync("POST", "/api/v1/namespaces/shop/pods", $$"""{"metadata":{"name":"p"},"spec":{SPEC} }""".Replace("SPEC", spec).Replace("PROFILE", profile));

            Assert.Equal((HttpStatusCode)422, made.Code);
            Assert.Contains("localhostProfile", made.Message);
        }
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("a/b")]
    [InlineData("../../secrets/kube-system/s")]
    [InlineData("a%2fb")]
    [InlineData("a%b")]
    public async Task Name_ThatIsAPath_IsInvalid_CVE_2015_5305(string name)
    {
        await using var server = await SecureServer.StartAsync();
        await server.NamespaceAsync("shop");

        foreach (var path in (string[])["/apis/rbac.authorization.k8s.io/v1/namespaces/shop/roles", "/api/v1/namespaces/shop/configmaps", "/apis/rbac.authorization.k8s.io/v1/clusterroles", "/api/v1/namespaces"])
        {
            var made = await server.AdminAsync("POST", path, $$$"""{"metadata":{"name":"{{{name}}}"}}""");
            Assert.True((int)made.Code == 422, $"{path}: {(int)made.Code} {made.Text}");
        }
    }

    [Fact]
    public async Task ClusterScopedCustomResource_ThroughANamespacedPath_IsNotReached_CVE_2019_11247()
    {
        await using var server = await SecureServer.StartAsync();
        await server.NamespaceAsync("shop");
        await server.AdminAsync("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", """
            {"metadata":{"name":"widgets.example.com"},"spec":{"group":"example.com","scope":"Cluster","names":{"plural":"widgets","kind":"Widget"},
             "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]}}
            """);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while ((await server.AdminAsync("POST", "/apis/example.com/v1/widgets", """{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w"}}""")).Code != HttpStatusCode.Created)
            Assert.False(limit.IsCancellationRequested, "the definition was not served within 10 s");
        await server.AdminAsync("POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/shop/roles", """{"metadata":{"name":"r"},"rules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}]}""");
        await server.AdminAsync("POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/shop/rolebindings",
            """{"metadata":{"name":"b"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"r"},"subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"jane"}]}""");

        foreach (var path in (string[])["/apis/example.com/v1/namespaces/shop/widgets/w", "/apis/example.com/v1/namespaces/shop/widgets", "/api/v1/namespaces/shop/nodes", "/apis/rbac.authorization.k8s.io/v1/namespaces/shop/clusterroles/cluster-admin"])
            Assert.Equal(HttpStatusCode.NotFound, (await server.SendAsync("jane", "GET", path)).Code);
        Assert.Equal(HttpStatusCode.NotFound, (await server.SendAsync("jane", "DELETE", "/apis/example.com/v1/namespaces/shop/widgets/w")).Code);
        Assert.Equal(HttpStatusCode.OK, (await server.AdminAsync("GET", "/apis/example.com/v1/widgets/w")).Code);
    }
}
