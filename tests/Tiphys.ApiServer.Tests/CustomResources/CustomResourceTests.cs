using Tiphys.ApiServer.Fixture;

namespace Tiphys.ApiServer.Tests.CustomResources;

public sealed class CustomResourceTests
{
    private const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private const string Widgets = "/apis/example.com/v1/namespaces/default/widgets";

    private const string Definition = """
        {"metadata":{"name":"widgets.example.com"},"spec":{"group":"example.com","scope":"Namespaced",
        "names":{"plural":"widgets","singular":"widget","kind":"Widget","listKind":"WidgetList","shortNames":["wd"]},
        "versions":[
          {"name":"v1","served":true,"storage":true,"subresources":{"status":{},
            "scale":{"specReplicasPath":".spec.replicas","statusReplicasPath":".status.replicas","labelSelectorPath":".status.selector"}},
           "additionalPrinterColumns":[{"name":"Size","type":"integer","jsonPath":".spec.size"}],
           "selectableFields":[{"jsonPath":".spec.color"}],
           "schema":{"openAPIV3Schema":{"type":"object","properties":{
             "spec":{"type":"object","properties":{"size":{"type":"integer","default":3},"color":{"type":"string"},"replicas":{"type":"integer"}}},
             "status":{"type":"object","properties":{"replicas":{"type":"integer"},"selector":{"type":"string"}}}}}}},
          {"name":"v2","served":true,"storage":false,
           "schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}}
        """;

    [Fact]
    public async Task Definition_Created_IsServedAndDiscovered()
    {
        await using var server = await WithDefinitionAsync();
        var made = await server.PostAsync(Widgets, """{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a"},"spec":{"bogus":1}}""");
        Assert.Equal(201, made.Code);
        Assert.Equal("""{"size":3}""", made["spec"]);
        Assert.Equal("1", made["metadata.generation"]);
        Assert.Contains("\"widgets\"", (await server.GetAsync("/apis/example.com/v1")).Text);
        Assert.Contains("widgets", (await server.GetAsync("/openapi/v3/apis/example.com/v1")).Text);
    }

    [Fact]
    public async Task Object_ReadInAnotherVersion_CarriesThatVersion()
    {
        await using var server = await WithDefinitionAsync();
        await server.PostAsync(Widgets, """{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a"}}""");
        var read = await server.GetAsync("/apis/example.com/v2/namespaces/default/widgets/a");
        Assert.Equal("example.com/v2", read["apiVersion"]);
        var list = await server.GetAsync("/apis/example.com/v2/widgets");
        Assert.Equal("example.com/v2", Assert.Single(list.Items).GetString("apiVersion"));
    }

    [Fact]
    public async Task Status_Write_TouchesStatusOnly()
    {
        await using var server = await WithDefinitionAsync();
        await server.PostAsync(Widgets, """{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a"},"spec":{},"status":{"replicas":9}}""");
        Assert.Null((await server.GetAsync($"{Widgets}/a"))["status"]);
        var patched = await server.SendAsync("PATCH", $"{Widgets}/a/status", """{"spec":{"size":7},"status":{"replicas":2}}""", "application/merge-patch+json");
        Assert.Equal("2", patched["status.replicas"]);
        Assert.Equal("3", patched["spec.size"]);
        Assert.Equal("1", patched["metadata.generation"]);
    }

    [Fact]
    public async Task Scale_Patch_SetsReplicasByPath()
    {
        await using var server = await WithDefinitionAsync();
        await server.PostAsync(Widgets, """{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a"},"spec":{"replicas":1}}""");
        var scaled = await server.SendAsync("PATCH", $"{Widgets}/a/scale", """{"spec":{"replicas":5}}""", "application/merge-patch+json");
        Assert.Equal("Scale", scaled["kind"]);
        Assert.Equal("5", (await server.GetAsync($"{Widgets}/a"))["spec.replicas"]);
    }

    [Fact]
    public async Task Object_NullsWhereNoneMayBe_CountAsMissing()
    {
        await using var server = await WithDefinitionAsync();
        var made = await server.PostAsync(Widgets, """{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a"},"spec":{"size":null,"color":null,"replicas":1}}""");
        Assert.Equal("""{"size":3,"replicas":1}""", made["spec"]);
        var empty = await server.PostAsync(Widgets, """{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"b"},"spec":null}""");
        Assert.Equal(201, empty.Code);
        Assert.Null(empty["spec"]);
    }

    [Fact]
    public async Task Update_WithoutTheVersionItIsBasedOn_IsInvalid()
    {
        await using var server = await WithDefinitionAsync();
        const string Widget = """{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a"}}""";
        await server.PostAsync(Widgets, Widget);
        var answer = await server.PutAsync($"{Widgets}/a", Widget);
        Assert.Equal(422, answer.Code);
        Assert.Equal("widgets.example.com \"a\" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update", answer["message"]);
    }

    [Fact]
    public async Task List_BySelectableField_AnswersTheSelected()
    {
        await using var server = await WithDefinitionAsync();
        foreach (var color in (string[])["red", "blue"])
            await server.PostAsync(Widgets, "{\"apiVersion\":\"example.com/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"" + color + "\"},\"spec\":{\"color\":\"" + color + "\"}}");
        Assert.Single((await server.GetAsync($"{Widgets}?fieldSelector=spec.color%3Dred")).Items);
        Assert.Equal(400, (await server.GetAsync($"{Widgets}?fieldSelector=spec.size%3D3")).Code);
    }

    [Fact]
    public async Task List_AsTable_HasTheDefinitionsColumns()
    {
        await using var server = await WithDefinitionAsync();
        await server.PostAsync(Widgets, """{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a"}}""");
        var table = await server.SendAsync("GET", Widgets, accept: "application/json;as=Table;v=v1;g=meta.k8s.io,application/json");
        Assert.Equal("Table", table["kind"]);
        Assert.Contains("\"Size\"", table["columnDefinitions"]);
    }

    [Fact]
    public async Task Object_OlderThanADefault_IsDefaultedWhenRead()
    {
        await using var server = await WithDefinitionAsync();
        await server.PostAsync(Widgets, """{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a"},"spec":{}}""");
        var path = $"{Definitions}/widgets.example.com";
        const string Patch = """
            [{"op":"add","path":"/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/color/default","value":"green"}]
            """;
        Assert.Equal(200, (await server.SendAsync("PATCH", path, Patch, "application/json-patch+json")).Code);
        await UntilAsync(server, $"{Widgets}/a", answer => answer["spec.color"] == "green");
        Assert.Contains("green", (await server.GetAsync(Widgets)).Text);
    }

    [Fact]
    public async Task Definition_Deleted_TakesItsObjectsAlong()
    {
        await using var server = await WithDefinitionAsync();
        await server.PostAsync(Widgets, """{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a"}}""");
        Assert.Equal(200, (await server.DeleteAsync($"{Definitions}/widgets.example.com")).Code);
        await UntilAsync(server, $"{Definitions}/widgets.example.com", answer => answer.Code == 404);
        await UntilAsync(server, Widgets, answer => answer.Code == 404);
    }

    [Fact]
    public async Task NamespacedPath_OfClusterScopedResource_IsNotFound()
    {
        await using var server = await TestApiServer.StartAsync();
        await server.PostAsync(Definitions, Definition.Replace("Namespaced", "Cluster", StringComparison.Ordinal));
        await UntilAsync(server, "/apis/example.com/v1/widgets", answer => answer.Code == 200);
        Assert.Equal(404, (await server.GetAsync(Widgets)).Code);
    }

    private static async Task<TestApiServer> WithDefinitionAsync()
    {
        var server = await TestApiServer.StartAsync();
        Assert.Equal(201, (await server.PostAsync(Definitions, Definition)).Code);
        await UntilAsync(server, Widgets, answer => answer.Code == 200);
        return server;
    }

    private static async Task UntilAsync(TestApiServer server, string path, Func<TestResponse, bool> reached)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!reached(await server.GetAsync(path)))
        {
            Assert.False(limit.IsCancellationRequested, $"{path} did not come to the expected state in 10 s");
            await Task.Yield();
        }
    }
}
