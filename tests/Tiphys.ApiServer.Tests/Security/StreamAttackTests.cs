using Tiphys.ApiServer.Tests.Hostile;

namespace Tiphys.ApiServer.Tests.Security;

/// <summary>Proxies and streams must neither be led astray nor give more than the right that was granted.</summary>
public sealed class StreamAttackTests
{
    private const string ClusterRoles = "/apis/rbac.authorization.k8s.io/v1/clusterroles";
    private const string ClusterRoleBindings = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings";

    [Theory]
    [InlineData("InternalIP", "127.0.0.1")]
    [InlineData("InternalIP", "127.255.0.9")]
    [InlineData("InternalIP", "169.254.169.254")]
    [InlineData("InternalIP", "0.0.0.0")]
    [InlineData("InternalIP", "::1")]
    [InlineData("InternalIP", "::ffff:127.0.0.1")]
    [InlineData("InternalIP", "fe80::1")]
    [InlineData("InternalIP", "224.0.0.1")]
    public async Task NodeProxy_ToAnAddressOfTheServerItself_IsRefused_CVE_2022_3294(string type, string address) => await AssertRefusedAsync(type, address);

    [Theory]
    [InlineData("Hostname", "localhost")]
    [InlineData("InternalDNS", "localhost")]
    public async Task NodeProxy_ToANameThatResolvesToTheServerItself_IsRefused_CVE_2020_8562(string type, string name) => await AssertRefusedAsync(type, name);

    [Theory]
    [InlineData("nodes/proxy", "/api/v1/nodes/n1/proxy/exec/shop/p/c", "nodes \"n1\" is forbidden: User \"jane\" cannot create resource \"nodes/proxy\"")]
    [InlineData("pods/exec", "/api/v1/namespaces/shop/pods/p/exec?command=id", "pods \"p\" is forbidden: User \"jane\" cannot create resource \"pods/exec\"")]
    [InlineData("pods/attach", "/api/v1/namespaces/shop/pods/p/attach", "pods \"p\" is forbidden: User \"jane\" cannot create resource \"pods/attach\"")]
    [InlineData("pods/portforward", "/api/v1/namespaces/shop/pods/p/portforward", "pods \"p\" is forbidden: User \"jane\" cannot create resource \"pods/portforward\"")]
    public async Task WebSocket_OpenedWithTheRightToGet_RunsNoCommands(string resource, string path, string why)
    {
        await using var server = await StartAsync("InternalIP", "203.0.113.1");
        await server.AdminAsync("POST", ClusterRoles, $$$"""{"metadata":{"name":"reader"},"rules":[{"verbs":["get"],"apiGroups":[""],"resources":["{{{resource}}}"]}]}""");
        await server.AdminAsync("POST", ClusterRoleBindings,
            """{"metadata":{"name":"reader"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"reader"},"subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"jane"}]}""");
        using var client = await RawConnection.OpenAsync(server.Server.Http.BaseAddress!);

        await client.SendAsync($"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer jane\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: v5.channel.k8s.io\r\n\r\n");

        Assert.Equal(403, await client.ReadCodeAsync());
        var told = await server.SendAsync("jane", "GET", path, null, "application/json", ("Connection", "Upgrade"), ("Upgrade", "websocket"));
        Assert.StartsWith(why, told.Message);
    }

    private static async Task AssertRefusedAsync(string type, string address)
    {
        await using var server = await StartAsync(type, address);

        var answer = await server.AdminAsync("GET", "/api/v1/nodes/n1/proxy/pods");

        Assert.Equal((403, "address not allowed"), ((int)answer.Code, answer.Message));
    }

    private static async Task<SecureServer> StartAsync(string type, string address)
    {
        var server = await SecureServer.StartAsync();
        await server.NamespaceAsync("shop");
        await server.AdminAsync("POST", "/api/v1/nodes", """{"metadata":{"name":"n1"}}""");
        var told = await server.SendAsync("admin", "PATCH", "/api/v1/nodes/n1/status", $$$"""{"status":{"addresses":[{"type":"{{{type}}}","address":"{{{address}}}"}]}}""", "application/merge-patch+json");
        Assert.True(told.Code == System.Net.HttpStatusCode.OK, told.Text);
        await server.AdminAsync("POST", "/api/v1/namespaces/shop/pods", """{"metadata":{"name":"p"},"spec":{"nodeName":"n1","containers":[{"name":"c","image":"i"}]}}""");
        return server;
    }
}
