using System.Diagnostics.CodeAnalysis;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Catalogue;

/// <summary>
/// The kinds that discovery answers with, as protobuf carries them (meta.k8s.io/v1 and apidiscovery.k8s.io/v2, generated.proto). They are no
/// resources, and OpenAPI does not know all of them.
/// </summary>
internal static class DiscoveryKinds
{
    private static readonly Schema Text = PlainTypes.Of(TypeCode.String);
    private static readonly Schema Texts = ListOf(Text);
    private static readonly Schema Address = Message("ServerAddressByClientCIDR", Field(1, "clientCIDR", Text), Field(2, "serverAddress", Text));
    private static readonly Schema Version = Message("GroupVersionForDiscovery", Field(1, "groupVersion", Text), Field(2, "version", Text));

    private static readonly Schema Versions = Message("APIVersions", Field(1, "versions", Texts), Field(2, "serverAddressByClientCIDRs", ListOf(Address)));

    private static readonly Schema Group = Message(
        "APIGroup", Field(1, "name", Text), Field(2, "versions", ListOf(Version)), Field(3, "preferredVersion", Version), Field(4, "serverAddressByClientCIDRs", ListOf(Address)));

    private static readonly Schema GroupList = Message("APIGroupList", Field(1, "groups", ListOf(Group)));

    // The verbs are a list within a message of their own.
    private static readonly Schema Resource = Message(
        "APIResource", Field(1, "name", Text), Field(2, "namespaced", PlainTypes.Of(TypeCode.Boolean)), Field(3, "kind", Text), Field(1, "verbs", Texts) with { ProtobufWrappers = [4] },
        Field(5, "shortNames", Texts), Field(6, "singularName", Text), Field(7, "categories", Texts), Field(8, "group", Text), Field(9, "version", Text),
        Field(10, "storageVersionHash", Text));

    private static readonly Schema ResourceList = Message("APIResourceList", Field(1, "groupVersion", Text), Field(2, "resources", ListOf(Resource)));

    private static readonly Schema Kind = Message("GroupVersionKind", Field(1, "group", Text), Field(2, "version", Text), Field(3, "kind", Text));

    private static readonly Schema Subresource = Message(
        "APISubresourceDiscovery", Field(1, "subresource", Text), Field(2, "responseKind", Kind), Field(3, "acceptedTypes", ListOf(Kind)), Field(4, "verbs", Texts));

    private static readonly Schema AggregatedResource = Message(
        "APIResourceDiscovery", Field(1, "resource", Text), Field(2, "responseKind", Kind), Field(3, "scope", Text), Field(4, "singularResource", Text), Field(5, "verbs", Texts),
        Field(6, "shortNames", Texts), Field(7, "categories", Texts), Field(8, "subresources", ListOf(Subresource)));

    private static readonly Schema AggregatedVersion = Message(
        "APIVersionDiscovery", Field(1, "version", Text), Field(2, "resources", ListOf(AggregatedResource)), Field(3, "freshness", Text));

    private static readonly Schema AggregatedGroup = Message(
        "APIGroupDiscovery", Field(1, "metadata", Message("APIGroupDiscoveryMeta", Field(1, "name", Text))), Field(2, "versions", ListOf(AggregatedVersion)));

    private static readonly Schema AggregatedList = Message(
        "APIGroupDiscoveryList", Field(1, "metadata", Message("APIGroupDiscoveryListMeta", Field(2, "resourceVersion", Text))), Field(2, "items", ListOf(AggregatedGroup)));

    /// <summary>Finds one by what a document calls itself; APIVersions, and the resources of the core group, come without an apiVersion.</summary>
    public static bool TryGet(string apiVersion, string kind, [NotNullWhen(true)] out Schema? schema)
    {
        schema = (apiVersion, kind) switch
        {
            ("" or "v1", "APIVersions") => Versions,
            ("" or "v1", "APIResourceList") => ResourceList,
            ("v1", "APIGroupList") => GroupList,
            ("v1", "APIGroup") => Group,
            ("apidiscovery.k8s.io/v2", "APIGroupDiscoveryList") => AggregatedList,
            _ => null,
        };
        return schema is not null;
    }

    private static Schema Message(string name, params SchemaField[] fields) => new() { Type = SchemaType.Object, Name = "discovery." + name, IsBuiltIn = true, Fields = fields };

    private static SchemaField Field(int number, string name, Schema schema) => new(name, schema) { ProtobufNumber = number };

    private static Schema ListOf(Schema items) => new() { Type = SchemaType.Array, Items = items };
}
