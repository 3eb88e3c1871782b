using System.Net;
using Tiphys.Api.Documents;
using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Fairness;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.Tests.Authorization;
using Tiphys.ApiServer.Tests.Objects;
using Tiphys.ApiServer.Tests.Security;

namespace Tiphys.ApiServer.Tests.Fairness;

public sealed class FairnessServerTests
{
    [Theory]
    [InlineData("admin", "system:masters", "list pods", "exempt")]
    [InlineData("system:anonymous", "system:unauthenticated", "get /healthz", "probes")]
    [InlineData("system:node:n1", "system:nodes", "update leases.coordination.k8s.io kube-node-lease/n1", "system-node-high")]
    [InlineData("system:node:n1", "system:nodes", "patch nodes/status /n1", "system-node-high")]
    [InlineData("system:node:n1", "system:nodes", "list pods", "system-nodes")]
    [InlineData("system:kube-scheduler", "system:authenticated", "update leases.coordination.k8s.io kube-system/s", "system-leader-election")]
    [InlineData("system:kube-scheduler", "system:authenticated", "create pods/binding shop/p", "kube-scheduler")]
    [InlineData("system:serviceaccount:kube-system:x", "system:serviceaccounts", "list pods", "kube-system-service-accounts")]
    [InlineData("system:serviceaccount:shop:x", "system:serviceaccounts", "list pods", "service-accounts")]
    [InlineData("jane", "system:authenticated", "list pods shop", "global-default")]
    public void DefaultSchemas_Asked_PutRequestsWhereTheyBelong(string user, string group, string question, string schema)
    {
        var request = TestRoles.Attributes(new UserInfo(user) { Groups = [group] }, question);

        var found = FairnessDefaults.FlowSchemas().Select(FlowSchema.Read).OrderBy(entry => entry.Precedence).First(entry => entry.Matches(request));

        Assert.Equal(schema, found.Name);
    }

    [Fact]
    public async Task Server_WithoutSeatsAtALevel_Answers429ButHealthAndAdministratorsGoOn()
    {
        await using var server = await SecureServer.StartAsync(adjust: options => options with { Fairness = new FairnessOptions { TotalSeats = 1 } });
        var schema = await server.AdminAsync("GET", "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas/global-default");
        Assert.Equal("False", schema.Json.ObjectsAt("status", "conditions").Single().GetString("status"));
        await server.AdminAsync("POST", "/apis/flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations",
            """{"metadata":{"name":"closed"},"spec":{"type":"Limited","limited":{"nominalConcurrencyShares":0,"limitResponse":{"type":"Reject"},"borrowingLimitPercent":0}}}""");
        var made = await server.AdminAsync("POST", "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas", """
            {"metadata":{"name":"jane"},"spec":{"matchingPrecedence":50,"priorityLevelConfiguration":{"name":"closed"},"rules":[{"subjects":[{"kind":"User","user":{"name":"jane"}}],
             "nonResourceRules":[{"verbs":["*"],"nonResourceURLs":["/version"]}]}]}}
            """);
        Assert.True(made.Code == HttpStatusCode.Created, made.Text);

        var refused = await server.SendAsync("jane", "GET", "/version");

        Assert.Equal(429, (int)refused.Code);
        Assert.Equal("TooManyRequests", refused.Json.GetString("reason"));
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync("jane", "GET", "/healthz")).Code);
        Assert.Equal(HttpStatusCode.OK, (await server.AdminAsync("GET", "/version")).Code);
    }

    [Fact]
    public async Task Defaults_Damaged_AreMendedUnlessTheOwnerOptedOut()
    {
        var objects = new InMemoryObjects();
        var keeper = new FairnessObjects(objects, objects, TimeProvider.System);
        await keeper.StartAsync(default);
        await DamageAsync("system", "true");
        await DamageAsync("workload-low", "false");
        await DamageAsync("catch-all", "false");

        await keeper.StartAsync(default);

        Assert.Equal("Limited", TypeOf("system"));
        Assert.Equal("Exempt", TypeOf("workload-low"));
        Assert.Equal("Limited", TypeOf("catch-all"));

        string TypeOf(string name) => objects.Get(BuiltInResources.PriorityLevels, "", name)!.Decode().StringAt("spec", "type");

        async Task DamageAsync(string name, string autoUpdate)
        {
            var level = objects.Get(BuiltInResources.PriorityLevels, "", name)!.Decode();
            level["spec"] = new DocObject { { "type", "Exempt" } };
            level.SetAnnotation(FairnessDefaults.AutoUpdateAnnotation, autoUpdate);
            await objects.UpdateAsync(BuiltInResources.PriorityLevels, level, default);
        }
    }
}
