using Tiphys.Api.Catalogue;
using Tiphys.Api.Resources;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Tests.Catalogue;

public sealed class ResourceCatalogTests
{
    private static readonly GroupVersion Core = new("", "v1");
    private static readonly GroupVersion Apps = new("apps", "v1");

    [Fact]
    public void Pods_FoundByPath_HaveWhatDiscoveryShows()
    {
        Assert.True(ResourceCatalog.BuiltIn.TryGet(Core, "pods", out var pods));
        Assert.Equal("Pod", pods.Kind);
        Assert.Equal("PodList", pods.ListKind);
        Assert.True(pods.Namespaced);
        Assert.True(pods.HasStatus);
        Assert.True(pods.HasGeneration);
        Assert.Equal(["po"], pods.ShortNames);
        Assert.Equal(["all"], pods.Categories);
        Assert.Equal(["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"], pods.Verbs);
        Assert.Contains("spec.nodeName", pods.SelectableFields);
        var eviction = Assert.Single(pods.Subresources, sub => sub.Name == "eviction");
        Assert.Equal(new("policy", "v1"), eviction.GroupVersion);
        Assert.Equal(["create"], eviction.Verbs);
    }

    [Fact]
    public void EveryResource_ItsSchema_IsItsKind()
    {
        foreach (var info in ResourceCatalog.BuiltIn.All)
        {
            Assert.EndsWith("." + info.Kind, info.Schema.Name);
            Assert.Equal(["kind", "apiVersion"], info.Schema.Fields.Take(2).Select(field => field.Name));
            Assert.True(info.Schema.TryGetField("metadata", out var metadata));
            if (info.Verbs.Contains("get"))
                Assert.Equal("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta", metadata.Schema.Name);
            Assert.True(ResourceCatalog.BuiltIn.TryGetByKind(info.GroupVersion, info.Kind, out var same));
            Assert.Same(info, same);
        }
    }

    [Fact]
    public void ContainerPorts_Schema_CarriesListKeysAndDefaults()
    {
        Assert.True(ResourceCatalog.BuiltIn.TryGet(Apps, "deployments", out var deployments));
        var ports = Field(deployments.Schema, "spec", "template", "spec", "containers", "ports");
        Assert.Equal(ListKind.Map, ports.ListKind);
        Assert.Equal(["containerPort", "protocol"], ports.ListMapKeys);
        Assert.Equal("merge", ports.PatchStrategy);
        Assert.Equal("containerPort", ports.PatchMergeKey);
        Assert.True(ports.Items!.TryGetField("containerPort", out var number));
        Assert.True(number.Required);
        Assert.Equal("int32", number.Schema.Format);
        Assert.Equal("\"TCP\"", Field(ports.Items, "protocol").Default!.ToString());
    }

    [Fact]
    public void Volumes_InlinedSource_RemembersItsProtobufWrapper()
    {
        Assert.True(ResourceCatalog.BuiltIn.TryGet(Core, "pods", out var pods));
        Assert.True(Field(pods.Schema, "spec", "volumes").Items!.TryGetField("emptyDir", out var emptyDir));
        Assert.Equal([2], emptyDir.ProtobufWrappers);
        Assert.Equal(2, emptyDir.ProtobufNumber);
    }

    [Fact]
    public void ClaimRef_GranularUseOfAnAtomicDefinition_IsNotAtomic()
    {
        Assert.True(BuiltInSchemas.Instance.TryGet("io.k8s.api.core.v1.ObjectReference", out var reference));
        Assert.True(reference.IsAtomic);
        Assert.True(ResourceCatalog.BuiltIn.TryGet(Core, "persistentvolumes", out var volumes));
        Assert.False(Field(volumes.Schema, "spec", "claimRef").IsAtomic);
    }

    [Fact]
    public void Zero_OfAPointerAndOfAPlainField_AreToldApart()
    {
        Assert.True(ResourceCatalog.BuiltIn.TryGet(Apps, "deployments", out var deployments));
        Assert.True(Field(deployments.Schema, "spec").TryGetField("replicas", out var replicas));
        Assert.True(replicas.DistinguishesZero);
        Assert.True(Field(deployments.Schema, "spec").TryGetField("paused", out var paused));
        Assert.False(paused.DistinguishesZero);
    }

    [Theory]
    [InlineData("policy", "v1", "Eviction")]
    [InlineData("autoscaling", "v1", "Scale")]
    [InlineData("", "v1", "DeleteOptions")]
    [InlineData("", "v1", "Status")]
    [InlineData("apps", "v1", "DeploymentList")]
    [InlineData("resource.k8s.io", "v1", "ResourceClaimList")]
    public void TryGetKind_BodiesAndLists_AreFound(string group, string version, string kind)
    {
        Assert.True(BuiltInSchemas.Instance.TryGetKind(new(group, version), kind, out var schema));
        Assert.EndsWith("." + kind, schema.Name);
    }

    [Fact]
    public void VersionPriority_MixedVersions_PutsStableAndHighFirst() => Assert.Equal(
        ["v10", "v2", "v1", "v11beta2", "v10beta3", "v3beta1", "v12alpha1", "foo1", "foo10"],
        new[] { "v1", "foo10", "v11beta2", "v2", "v3beta1", "v12alpha1", "v10", "foo1", "v10beta3" }.Order(VersionPriority.Comparer));

    [Fact]
    public void Descriptions_EveryFieldOfAPod_HasOne()
    {
        Assert.True(ResourceCatalog.BuiltIn.TryGet(Core, "pods", out var pods));
        Assert.All(Field(pods.Schema, "spec").Fields, field => Assert.NotEqual("", field.Description));
        Assert.NotEqual("", pods.Schema.Description);
    }

    [Fact]
    public void With_CustomResources_ReplacesEarlierOnesAndKeepsBuiltIns()
    {
        var first = ResourceCatalog.BuiltIn.With([Custom("v1beta1", "widgets"), Custom("v1", "widgets")]);
        Assert.Equal(["v1", "v1beta1"], first.All.Where(info => info.IsCustom).Select(info => info.GroupVersion.Version));
        var second = first.With([Custom("v1", "gadgets")]);
        Assert.False(second.TryGet(new("example.com", "v1"), "widgets", out _));
        Assert.True(second.TryGet(new("example.com", "v1"), "gadgets", out _));
        Assert.Equal(ResourceCatalog.BuiltIn.All.Count + 1, second.All.Count);
    }

    private static ResourceInfo Custom(string version, string plural) => new()
    {
        GroupVersion = new("example.com", version),
        Resource = plural,
        Singular = plural[..^1],
        Kind = plural,
        ListKind = plural + "List",
        Namespaced = true,
        Verbs = ["get", "list"],
        Schema = new() { Type = SchemaType.Object },
        StorageVersion = new("example.com", "v1"),
        IsCustom = true,
    };

    private static Schema Field(Schema schema, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            schema = schema.Type == SchemaType.Array ? schema.Items! : schema;
            Assert.True(schema.TryGetField(name, out var field), $"no field {name}");
            schema = field.Schema;
        }

        return schema;
    }
}
