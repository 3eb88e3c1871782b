using System.Net;
using System.Text;
using Tiphys.ApiServer.Fairness;
using Tiphys.ApiServer.Tests.Admission;
using Tiphys.ApiServer.Tests.Security;
using Tiphys.Storage.Memory;

namespace Tiphys.ApiServer.Tests.Overload;

/// <summary>More than the server can do, and neighbours that do not answer: what keeps the cluster alive goes on.</summary>
public sealed class OverloadTests
{
    private const string Lease = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Writers_TenTimesTooMany_GetARetryAfterWhileHealthAndLeasesAreAnswered()
    {
        var release = new TaskCompletionSource();
        await using var server = await StartAsync(new FairnessOptions { TotalSeats = 20, QueueTimeout = TimeSpan.FromMilliseconds(500) });
        await using var hook = await WebhookServer.StartAsync(async (http, _) =>
        {
            await release.Task;
            http.Response.StatusCode = 500;
        });
        await RegisterAsync(server, hook.ClientConfig, "configmaps");
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 400 }) { BaseAddress = server.Server.Http.BaseAddress };

        var flood = Enumerable.Range(0, 200).Select(at => CreateAsync(client, at)).ToArray();
        Assert.Equal(HttpStatusCode.TooManyRequests, (await await Task.WhenAny(flood).WaitAsync(Patience)).Code);

        // The flood holds all of its seats until the webhook is released, which is not before these have been answered.
        foreach (var path in (string[])["/livez", "/readyz", "/healthz"])
            Assert.Equal(HttpStatusCode.OK, (await server.SendAsync("jane", "GET", path).WaitAsync(Patience)).Code);
        Assert.Equal(HttpStatusCode.Created, (await server.SendAsync("node", "POST", Lease, """{"metadata":{"name":"n1"},"spec":{"holderIdentity":"n1"}}""").WaitAsync(Patience)).Code);
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync("node", "PATCH", $"{Lease}/n1", """{"spec":{"leaseDurationSeconds":40}}""", "application/merge-patch+json").WaitAsync(Patience)).Code);
        Assert.Equal(HttpStatusCode.OK, (await server.AdminAsync("GET", "/api/v1/namespaces").WaitAsync(Patience)).Code);
        release.SetResult();

        var answers = await Task.WhenAll(flood).WaitAsync(Patience);
        var refused = answers.Where(answer => answer.Code == HttpStatusCode.TooManyRequests).ToArray();
        Assert.InRange(refused.Length, 1, 199);
        Assert.All(refused, answer => Assert.True(answer.RetryAfter > 0));
        Assert.All(answers.Except(refused), answer => Assert.Equal(HttpStatusCode.InternalServerError, answer.Code));
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync("jane", "GET", "/version")).Code);
    }

    [Fact]
    public async Task Webhook_ThatCallsItself_ComesToAnEnd()
    {
        await using var server = await StartAsync(new FairnessOptions { TotalSeats = 40, QueueTimeout = TimeSpan.FromMilliseconds(500) });
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 400 }) { BaseAddress = server.Server.Http.BaseAddress };
        var calls = 0;
        await using var hook = await WebhookServer.StartAsync(async (http, _) =>
        {
            var call = Interlocked.Increment(ref calls);
            await CreateAsync(client, 1_000 + call);
            http.Response.StatusCode = 500;
        });
        await RegisterAsync(server, hook.ClientConfig, "configmaps");

        var outermost = await CreateAsync(client, 1).WaitAsync(Patience);

        Assert.Equal(HttpStatusCode.InternalServerError, outermost.Code);
        Assert.InRange(calls, 2, 200);
        Assert.Equal(HttpStatusCode.OK, (await server.AdminAsync("GET", "/livez").WaitAsync(Patience)).Code);
    }

    [Fact]
    public async Task Start_WithADeadWebhookForEverything_StandsAndCanBeMended()
    {
        await using var store = new MemoryStore();
        await using (var server = await StartAsync(new(), store))
            await RegisterAsync(server, """{"url":"https://127.0.0.1:1/x"}""", "*");

        await using var again = await SecureServer.StartAsync(store: store).WaitAsync(Patience);

        Assert.Equal(HttpStatusCode.OK, (await again.AdminAsync("GET", "/readyz")).Code);
        Assert.Equal(HttpStatusCode.InternalServerError, (await again.AdminAsync("POST", "/api/v1/namespaces/shop/configmaps", """{"metadata":{"name":"c"}}""")).Code);
        Assert.Equal(HttpStatusCode.OK, (await again.AdminAsync("DELETE", "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/v")).Code);
        Assert.Equal(HttpStatusCode.Created, (await again.AdminAsync("POST", "/api/v1/namespaces/shop/configmaps", """{"metadata":{"name":"c"}}""")).Code);
        Assert.Equal(HttpStatusCode.OK, (await again.AdminAsync("DELETE", "/api/v1/namespaces/shop")).Code);
    }

    [Fact]
    public async Task AggregatedApi_ThatIsDead_IsSaidSoAndNothingElseWaits()
    {
        await using var server = await StartAsync(new());
        await server.AdminAsync("POST", "/api/v1/namespaces/shop/services", """{"metadata":{"name":"api"},"spec":{"ports":[{"port":443}]}}""");
        var made = await server.AdminAsync("POST", "/apis/apiregistration.k8s.io/v1/apiservices", """
            {"metadata":{"name":"v1.dead.example.com"},"spec":{"group":"dead.example.com","version":"v1","groupPriorityMinimum":1000,"versionPriority":10,"insecureSkipTLSVerify":true,
             "service":{"namespace":"shop","name":"api"}}}
            """);
        Assert.True(made.Code == HttpStatusCode.Created, made.Text);
        using var limit = new CancellationTokenSource(Patience);
        while ((await server.AdminAsync("GET", "/apis/dead.example.com/v1/things")).Code != HttpStatusCode.ServiceUnavailable)
            Assert.False(limit.IsCancellationRequested, "the dead service was not noticed");

        foreach (var path in (string[])["/readyz", "/apis", "/api/v1/namespaces/shop/configmaps", "/openapi/v2"])
            Assert.Equal(HttpStatusCode.OK, (await server.AdminAsync("GET", path).WaitAsync(Patience)).Code);
        Assert.Equal(HttpStatusCode.OK, (await server.AdminAsync("DELETE", "/api/v1/namespaces/shop").WaitAsync(Patience)).Code);
    }

    private static async Task<SecureServer> StartAsync(FairnessOptions fairness, MemoryStore? store = null)
    {
        var server = await SecureServer.StartAsync(adjust: options => options with { Fairness = fairness }, store: store);
        await server.NamespaceAsync("shop");
        if ((await server.AdminAsync("GET", "/api/v1/namespaces/kube-node-lease")).Code != HttpStatusCode.OK)
            await server.NamespaceAsync("kube-node-lease");
        await server.AdminAsync("POST", "/api/v1/nodes", """{"metadata":{"name":"n1"}}""");
        await server.AdminAsync("POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/shop/roles", """{"metadata":{"name":"r"},"rules":[{"verbs":["*"],"apiGroups":[""],"resources":["configmaps"]}]}""");
        await server.AdminAsync("POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/shop/rolebindings",
            """{"metadata":{"name":"b"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"r"},"subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"jane"}]}""");
        return server;
    }

    private static async Task RegisterAsync(SecureServer server, string clientConfig, string resources)
    {
        var made = await server.AdminAsync("POST", "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", """
            {"metadata":{"name":"v"},"webhooks":[{"name":"v.example.com","clientConfig":CONFIG,"admissionReviewVersions":["v1"],"sideEffects":"None","timeoutSeconds":20,
             "rules":[{"operations":["*"],"apiGroups":["*"],"apiVersions":["*"],"resources":["RESOURCES"]}]}]}
            """.Replace("CONFIG", clientConfig).Replace("RESOURCES", resources));
        Assert.True(made.Code == HttpStatusCode.Created, made.Text);
    }

    private static async Task<(HttpStatusCode Code, int RetryAfter)> CreateAsync(HttpClient client, int number)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/namespaces/shop/configmaps");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer jane");
        request.Content = new StringContent($$$"""{"metadata":{"name":"c{{{number}}}"} }""", Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(request);
        return (answer.StatusCode, (int)(answer.Headers.RetryAfter?.Delta?.TotalSeconds ?? 0));
    }
}
