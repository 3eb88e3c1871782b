using System.Net;
using Tiphys.Api.Documents;

namespace Tiphys.ApiServer.Tests.Admission;

/// <summary>Admission of subresources sees the kind that was sent, not the object behind it.</summary>
public sealed class SubresourceAdmissionTests
{
    private const string Scale = "/apis/apps/v1/namespaces/shop/deployments/d/scale";
    private const string Deny = """ "validationActions":["Deny"] """;

    private const string Deployment = """
        {"metadata":{"name":"d"},"spec":{"replicas":1,"selector":{"matchLabels":{"a":"b"}},
         "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"b"}]}}}}
        """;

    private static string Rule(string operation, string group, string resource) =>
        $$$"""{"resourceRules":[{"operations":["{{{operation}}}"],"apiGroups":["{{{group}}}"],"apiVersions":["v1"],"resources":["{{{resource}}}"]}]}""";

    private static async Task<PolicyServer> StartAsync(string validation, string constraints)
    {
        var server = await PolicyServer.StartAsync();
        await server.PolicyAsync("validating", "p", $$""" "validations":[{{validation}}] """, constraints);
        await server.BindingAsync("validating", "b", "p", Deny);
        return server;
    }

    [Fact]
    public async Task Scale_Written_IsJudgedAsAScale()
    {
        await using var server = await StartAsync(
            """{"expression":"object.spec.replicas < 5","messageExpression":"object.kind + ' ' + oldObject.kind + ' ' + request.kind.kind + ' ' + request.kind.group"}""",
            Rule("UPDATE", "apps", "deployments/scale"));
        await server.PostAsync("/apis/apps/v1/namespaces/shop/deployments", Deployment);

        var small = await server.Server.SendAsync("admin", "PATCH", Scale, """{"spec":{"replicas":3}}""", "application/merge-patch+json");
        var large = await server.Server.SendAsync("admin", "PATCH", Scale, """{"spec":{"replicas":9}}""", "application/merge-patch+json");

        Assert.True(small.Code == HttpStatusCode.OK, small.Text);
        Assert.Equal(422, (int)large.Code);
        Assert.EndsWith("denied request: Scale Scale Scale autoscaling", large.Message);
        Assert.Equal(["message"], Assert.Single(((DocArray)large.Json.GetPath("details", "causes")!).Objects()).Names);
        Assert.Equal(3, (await server.Server.AdminAsync("GET", Scale)).Json.GetObject("spec")!.GetInt64("replicas"));
    }

    [Fact]
    public async Task Scale_ChangedByAPolicy_ReachesTheWorkload()
    {
        await using var server = await PolicyServer.StartAsync();
        await server.PolicyAsync(
            "mutating", "m", """ "reinvocationPolicy":"Never","mutations":[{"patchType":"JSONPatch","jsonPatch":{"expression":"[JSONPatch{op: 'replace', path: '/spec/replicas', value: 4}]"}}] """, Rule("UPDATE", "apps", "deployments/scale"));
        await server.BindingAsync("mutating", "m", "m", "");
        await server.PostAsync("/apis/apps/v1/namespaces/shop/deployments", Deployment);

        var answer = await server.Server.SendAsync("admin", "PUT", Scale, """{"metadata":{"name":"d","namespace":"shop"},"spec":{"replicas":9}}""");

        Assert.True(answer.Code == HttpStatusCode.OK, answer.Text);
        Assert.Equal(4, answer.Json.GetObject("spec")!.GetInt64("replicas"));
    }

    [Fact]
    public async Task TokenRequest_WithoutAName_IsToldWhoseItIs()
    {
        await using var server = await StartAsync(
            """{"expression":"false","messageExpression":"object.kind + ' of ' + object.metadata.namespace + '/' + object.metadata.name"}""",
            Rule("CREATE", "", "serviceaccounts/token"));

        var refused = await server.Server.AdminAsync("POST", "/api/v1/namespaces/shop/serviceaccounts/default/token", """{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{}}""");

        Assert.EndsWith("denied request: TokenRequest of shop/default", refused.Message);
    }
}
