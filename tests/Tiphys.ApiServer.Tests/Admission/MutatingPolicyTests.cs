using System.Net;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Tests.Admission;

public sealed class MutatingPolicyTests
{
    private const string Pods = """{"resourceRules":[{"operations":["CREATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["pods"]}]}""";

    private static string Apply(string expression) => $$$"""{"patchType":"ApplyConfiguration","applyConfiguration":{"expression":"{{{expression}}}"}}""";

    private static string Json(string expression) => $$$"""{"patchType":"JSONPatch","jsonPatch":{"expression":"{{{expression}}}"}}""";

    [Fact]
    public async Task ApplyConfiguration_MergesIntoTheObject()
    {
        await using var server = await PolicyServer.StartAsync();
        await server.PolicyAsync("mutating", "p", $$"""
            "reinvocationPolicy":"Never","mutations":[{{Apply("Object{metadata: Object.metadata{labels: {'made': 'yes'}}, spec: Object.spec{initContainers: [Object.spec.initContainers{name: 'mesh', image: 'proxy', restartPolicy: 'Always'}]}}")}}]
            """, Pods);
        await server.BindingAsync("mutating", "b", "p", "");

        var made = await server.Server.AdminAsync("POST", "/api/v1/namespaces/shop/pods", """{"metadata":{"name":"p","labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}],"initContainers":[{"name":"first","image":"i"}]}}""");

        Assert.True(made.Code == HttpStatusCode.Created, made.Text);
        Assert.Equal(["b", "yes"], [made.Json.StringAt("metadata", "labels", "a"), made.Json.StringAt("metadata", "labels", "made")]);
        Assert.Equal(["first", "mesh"], made.Json.ObjectsAt("spec", "initContainers").Select(container => container.StringAt("name")));
    }

    [Fact]
    public async Task JsonPatch_WithVariablesAndParameters_ChangesTheObject()
    {
        await using var server = await PolicyServer.StartAsync();
        await server.PostAsync("/api/v1/namespaces/calm/configmaps", """{"metadata":{"name":"values"},"data":{"v":"from params"}}""");
        await server.PolicyAsync("mutating", "p", $$"""
            "paramKind":{"apiVersion":"v1","kind":"ConfigMap"},"variables":[{"name":"key","expression":"jsonpatch.escapeKey('a.b/c')"}],"reinvocationPolicy":"IfNeeded",
            "mutations":[{{Json("[JSONPatch{op: 'add', path: '/metadata/annotations', value: {'x': 'y'}}, JSONPatch{op: 'add', path: '/metadata/annotations/' + variables.key, value: params.data.v}, JSONPatch{op: 'copy', from: '/data/old', path: '/data/copied'}]")}},
                         {{Json("[JSONPatch{op: 'test', path: '/data/old', value: 'no'}, JSONPatch{op: 'remove', path: '/data/old'}]")}}]
            """);
        await server.BindingAsync("mutating", "b", "p", """ "paramRef":{"name":"values","namespace":"calm","parameterNotFoundAction":"Deny"} """);

        var made = await server.CreateAsync("""{"old":"o"}""");

        Assert.True(made.Code == HttpStatusCode.Created, made.Text);
        Assert.Equal(["from params", "o", "o"], [made.Json.StringAt("metadata", "annotations", "a.b/c"), made.Json.StringAt("data", "copied"), made.Json.StringAt("data", "old")]);
    }

    [Theory]
    [InlineData("Object{spec: Object.wrong{}}", "type mismatch: unexpected type name \"Object.wrong\", expected \"Object.spec\", which matches field name path from root Object type")]
    [InlineData("Object{data: {'a': object.data.missing}}", "resulted in error: no such key: missing")]
    public async Task BrokenMutation_Refuses(string expression, string message)
    {
        await using var server = await PolicyServer.StartAsync();
        await server.PolicyAsync("mutating", "p", $$""" "reinvocationPolicy":"Never","mutations":[{{Apply(expression)}}] """);
        await server.BindingAsync("mutating", "b", "p", "");

        var refused = await server.CreateAsync("""{"a":"b"}""");

        Assert.Equal(HttpStatusCode.Forbidden, refused.Code);
        Assert.StartsWith("policy 'p' with binding 'b' denied request: ", refused.Message);
        Assert.EndsWith(message, refused.Message);
    }

    [Fact]
    public async Task Reinvocation_IfNeeded_SeesLaterChanges()
    {
        await using var server = await PolicyServer.StartAsync();
        await server.PolicyAsync("mutating", "a", $$""" "reinvocationPolicy":"IfNeeded","mutations":[{{Apply("Object{data: {'seen': has(object.data.late) ? 'late' : 'early'}}")}}] """);
        await server.PolicyAsync("mutating", "b", $$""" "reinvocationPolicy":"Never","mutations":[{{Apply("Object{data: {'late': 'x'}}")}}] """);
        await server.BindingAsync("mutating", "a", "a", "");
        await server.BindingAsync("mutating", "b", "b", "");

        Assert.Equal("late", (await server.CreateAsync("""{"d":"e"}""")).Json.StringAt("data", "seen"));
    }
}
