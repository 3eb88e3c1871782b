using Tiphys.Api.Documents;
using Tiphys.Api.OpenApi;
using Tiphys.Api.Resources;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Tests.OpenApi;

public sealed class OpenApiDocumentsTests
{
    private static readonly OpenApiDocuments BuiltIn = new(ResourceCatalog.BuiltIn);

    [Fact]
    public void V3Index_EveryPath_HasItsDocumentAndHash()
    {
        var paths = DocReader.ParseObject(BuiltIn.V3Index).GetObject("paths")!;
        Assert.Contains("api/v1", paths.Names);
        Assert.Contains("apis/apps/v1", paths.Names);
        Assert.Contains("version", paths.Names);
        foreach (var path in paths.Names)
        {
            Assert.Equal($"/openapi/v3/{path}?hash={BuiltIn.V3Hash(path)}", paths.GetObject(path)!.GetString("serverRelativeURL"));
            Assert.True(BuiltIn.TryGetV3(path, out _));
        }

        Assert.False(BuiltIn.TryGetV3("apis/nothing/v1", out _));
        Assert.Null(BuiltIn.V3Hash("apis/nothing/v1"));
    }

    [Fact]
    public void Documents_EveryReference_LeadsToADefinition()
    {
        foreach (var path in BuiltIn.V3Paths)
        {
            BuiltIn.TryGetV3(path, out var bytes);
            var document = DocReader.ParseObject(bytes);
            AssertResolves(document, document.GetObject("components")!.GetObject("schemas")!, "#/components/schemas/");
        }

        var v2 = DocReader.ParseObject(BuiltIn.V2);
        AssertResolves(v2, v2.GetObject("definitions")!, "#/definitions/");
    }

    [Fact]
    public void V2_OperationIds_AreUnique()
    {
        var ids = new List<string>();
        foreach (var (_, item) in DocReader.ParseObject(BuiltIn.V2).GetObject("paths")!)
            ids.AddRange(((DocObject)item).Select(member => member.Value).OfType<DocObject>().Select(operation => operation.GetString("operationId")!));
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public void V3_ContainerPorts_CarryWhatApplyAndExplainNeed()
    {
        BuiltIn.TryGetV3("api/v1", out var bytes);
        var container = DocReader.ParseObject(bytes).GetObject("components")!.GetObject("schemas")!.GetObject("io.k8s.api.core.v1.Container")!;
        var ports = (DocObject)container.GetPath("properties", "ports")!;
        Assert.Equal("map", ports.GetString("x-kubernetes-list-type"));
        Assert.Equal("""["containerPort","protocol"]""", ports["x-kubernetes-list-map-keys"]!.ToString());
        Assert.Equal("merge", ports.GetString("x-kubernetes-patch-strategy"));
        Assert.Equal("containerPort", ports.GetString("x-kubernetes-patch-merge-key"));
        Assert.NotEqual("", ports.GetString("description"));
        Assert.Equal("""{"$ref":"#/components/schemas/io.k8s.api.core.v1.ContainerPort"}""", ports["items"]!.ToString());
    }

    [Fact]
    public void CustomResource_ItsDocument_IsItsOwnAndTheOthersStay()
    {
        BuiltIn.TryGetV3("apis/apps/v1", out var before);
        var with = new OpenApiDocuments(ResourceCatalog.BuiltIn.With([Widgets]), BuiltIn);
        with.TryGetV3("apis/apps/v1", out var after);
        Assert.True(before.Equals(after));

        Assert.True(with.TryGetV3("apis/example.com/v1", out var bytes));
        var document = DocReader.ParseObject(bytes);
        var widget = document.GetObject("components")!.GetObject("schemas")!.GetObject("com.example.v1.Widget")!;
        Assert.Equal("""[{"group":"example.com","kind":"Widget","version":"v1"}]""", widget["x-kubernetes-group-version-kind"]!.ToString());
        Assert.Equal(5, ((DocNumber)widget.GetPath("properties", "size", "maximum")!).AsDouble());
        Assert.NotNull(widget.GetPath("properties", "metadata", "allOf"));
        Assert.Contains("/apis/example.com/v1/namespaces/{namespace}/widgets/{name}", document.GetObject("paths")!.Names);
    }

    [Fact]
    public void CustomResource_KeepsUnknownFields_HidesItsFieldsInV2()
    {
        var open = Widgets with { Schema = new() { Type = SchemaType.Object, Fields = Widgets.Schema.Fields, PreserveUnknownFields = true } };
        var v2 = DocReader.ParseObject(new OpenApiDocuments(ResourceCatalog.BuiltIn.With([open])).V2);
        Assert.Equal(
            """{"type":"object","x-kubernetes-group-version-kind":[{"group":"example.com","kind":"Widget","version":"v1"}]}""",
            v2.GetObject("definitions")!.GetObject("com.example.v1.Widget")!.ToString());
    }

    [Fact]
    public void CustomResource_Metadata_IsDescribedAsThatOfBuiltInKinds()
    {
        var v2 = DocReader.ParseObject(new OpenApiDocuments(ResourceCatalog.BuiltIn.With([Widgets])).V2).GetObject("definitions")!;
        Assert.Equal(
            v2.GetObject("io.k8s.api.core.v1.Pod")!.GetPath("properties", "metadata", "description")!.ToString(),
            v2.GetObject("com.example.v1.Widget")!.GetPath("properties", "metadata", "description")!.ToString());
    }

    [Fact]
    public void V2Protobuf_FirstField_IsTheVersion() => Assert.True(BuiltIn.V2Protobuf.Span.StartsWith("\u000a\u00032.0"u8));

    private static ResourceInfo Widgets { get; } = new()
    {
        GroupVersion = new("example.com", "v1"),
        Resource = "widgets",
        Singular = "widget",
        Kind = "Widget",
        ListKind = "WidgetList",
        Namespaced = true,
        Verbs = ["create", "delete", "get", "list", "patch", "update", "watch"],
        Schema = new()
        {
            Type = SchemaType.Object,
            Fields = [new("size", new() { Type = SchemaType.Integer, Validations = new() { { "maximum", 5 } } })],
        },
        StorageVersion = new("example.com", "v1"),
        IsCustom = true,
    };

    private static void AssertResolves(DocNode node, DocObject definitions, string prefix)
    {
        switch (node)
        {
            case DocObject members:
                if (members.GetString("$ref") is { } reference && members.Count <= 2)
                {
                    Assert.StartsWith(prefix, reference);
                    Assert.True(definitions.ContainsKey(reference[prefix.Length..]), reference);
                }

                foreach (var (_, value) in members)
                    AssertResolves(value, definitions, prefix);
                break;
            case DocArray items:
                foreach (var item in items)
                    AssertResolves(item, definitions, prefix);
                break;
            default:
                break;
        }
    }
}
