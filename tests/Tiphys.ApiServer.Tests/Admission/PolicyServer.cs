using System.Net;
using Tiphys.ApiServer.Tests.Security;

namespace Tiphys.ApiServer.Tests.Admission;

/// <summary>A server with namespaces <c>shop</c> (label team=a) and <c>calm</c>, and short ways to policies about ConfigMaps.</summary>
internal sealed class PolicyServer : IAsyncDisposable
{
    public const string Group = "/apis/admissionregistration.k8s.io/v1/";

    private const string ConfigMaps = """{"resourceRules":[{"operations":["CREATE","UPDATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["configmaps"]}]}""";

    private PolicyServer(SecureServer server) => Server = server;

    public SecureServer Server { get; }

    public static async Task<PolicyServer> StartAsync()
    {
        var server = new PolicyServer(await SecureServer.StartAsync());
        await server.Server.NamespaceAsync("shop", """{"team":"a"}""");
        await server.Server.NamespaceAsync("calm");
        return server;
    }

    /// <param name="spec">Members of the spec beside matchConstraints.</param>
    public Task PolicyAsync(string kind, string name, string spec, string constraints = ConfigMaps) =>
        PostAsync($"{Group}{kind}admissionpolicies", $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{"matchConstraints":{{{constraints}}},{{{spec}}} } }""");

    /// <param name="spec">Members of the spec beside policyName.</param>
    public Task BindingAsync(string kind, string name, string policy, string spec) =>
        PostAsync($"{Group}{kind}admissionpolicybindings", $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{"policyName":"{{{policy}}}"{{{(spec.Length > 0 ? "," + spec : "")}}} } }""");

    public async Task PostAsync(string path, string body)
    {
        var made = await Server.AdminAsync("POST", path, body);
        Assert.True(made.Code == HttpStatusCode.Created, made.Text);
    }

    public Task<SecureServer.Answer> CreateAsync(string data, string ns = "shop", string name = "c", string user = "admin") =>
        Server.SendAsync(user, "POST", $"/api/v1/namespaces/{ns}/configmaps", $$"""{"metadata":{"name":"{{name}}"},"data":{{data}}}""");

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
