using Tiphys.Api.Discovery;
using Tiphys.Api.Documents;
using Tiphys.Api.Resources;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Tests.Discovery;

public sealed class DiscoveryDocumentsTests
{
    private static readonly DiscoveryDocuments BuiltIn = new(ResourceCatalog.BuiltIn);

    [Fact]
    public void Resources_OfPolicy_AreAsDiscoveryWritesThem()
    {
        Assert.True(BuiltIn.TryGetResources(new("policy", "v1"), out var document));
        Same(
            """
            {"kind":"APIResourceList","apiVersion":"v1","groupVersion":"policy/v1","resources":[
              {"name":"poddisruptionbudgets","singularName":"poddisruptionbudget","namespaced":true,"kind":"PodDisruptionBudget",
               "verbs":["create","delete","deletecollection","get","list","patch","update","watch"],"shortNames":["pdb"],"storageVersionHash":"EVWiDmWqyJw="},
              {"name":"poddisruptionbudgets/status","singularName":"","namespaced":true,"kind":"PodDisruptionBudget","verbs":["get","patch","update"]}]}
            """,
            document);
    }

    [Fact]
    public void Resources_OfUnknownVersion_AreNotThere() => Assert.False(BuiltIn.TryGetResources(new("policy", "v9"), out _));

    [Fact]
    public void Group_Autoscaling_PrefersItsFirstVersion()
    {
        Assert.True(BuiltIn.TryGetGroup("autoscaling", out var document));
        Same(
            """
            {"kind":"APIGroup","apiVersion":"v1","name":"autoscaling",
             "versions":[{"groupVersion":"autoscaling/v2","version":"v2"},{"groupVersion":"autoscaling/v1","version":"v1"}],
             "preferredVersion":{"groupVersion":"autoscaling/v2","version":"v2"}}
            """,
            document);
        Assert.False(BuiltIn.TryGetGroup("", out _));
    }

    [Fact]
    public void Aggregated_CoreAndOthers_AreApart()
    {
        var core = DocReader.ParseObject(BuiltIn.AggregatedCore());
        Assert.Single(core.GetArray("items")!);
        var others = DocReader.ParseObject(BuiltIn.Aggregated("v2beta1"));
        Assert.Equal("apidiscovery.k8s.io/v2beta1", others.GetString("apiVersion"));
        Assert.Equal("apiregistration.k8s.io", GroupNames(others)[0]);
        Assert.DoesNotContain("", GroupNames(others));
    }

    [Fact]
    public void Aggregated_WithExtensions_PlacesThemByPriority()
    {
        var catalog = ResourceCatalog.BuiltIn.With([Widgets]);
        var documents = new DiscoveryDocuments(catalog, [Extension("low.example", 10), Extension("metrics.k8s.io", 2000), Extension("apps", 9000)]);
        var names = GroupNames(DocReader.ParseObject(documents.Aggregated()));
        Assert.Equal(["metrics.k8s.io", "example.com", "low.example"], names[^3..]);
        Assert.Single(names, name => name == "apps");
        Assert.Contains("\"low.example/v1\"", DocReader.ParseObject(documents.GroupList).ToString());
    }

    private static ResourceInfo Widgets => new()
    {
        GroupVersion = new("example.com", "v1"),
        Resource = "widgets",
        Singular = "widget",
        Kind = "Widget",
        ListKind = "WidgetList",
        Namespaced = true,
        Verbs = ["get", "list"],
        Schema = new() { Type = SchemaType.Object },
        StorageVersion = new("example.com", "v1"),
        IsCustom = true,
    };

    private static ExtensionGroup Extension(string name, int priority) => new(priority, new()
    {
        { "metadata", new DocObject { { "name", name } } },
        { "versions", new DocArray([new DocObject { { "version", "v1" }, { "freshness", "Current" } }]) },
    });

    private static string[] GroupNames(DocObject list) =>
        [.. list.GetArray("items")!.Objects().Select(item => item.GetObject("metadata")!.GetString("name") ?? "")];

    private static void Same(string expected, ReadOnlyMemory<byte> actual) =>
        Assert.True(DocReader.Parse(System.Text.Encoding.UTF8.GetBytes(expected)).DeepEquals(DocReader.Parse(actual)), System.Text.Encoding.UTF8.GetString(actual.Span));
}
