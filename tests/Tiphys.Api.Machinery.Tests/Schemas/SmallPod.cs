using Tiphys.Api.Resources;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.Tests.Schemas;

/// <summary>A pod with the fields the tests need, shaped as the real one: merge keys, list kinds, names.</summary>
internal static class SmallPod
{
    public static readonly Schema Container = Object(
        "io.k8s.api.core.v1.Container",
        ("name", Text),
        ("image", Text),
        ("args", ListOf(Text)),
        ("ports", MergedList(Object("io.k8s.api.core.v1.ContainerPort", ("containerPort", Int32), ("protocol", Text), ("name", Text)), "containerPort")),
        ("resources", Object("io.k8s.api.core.v1.ResourceRequirements", ("limits", MapOf(new Schema { Type = SchemaType.Quantity })))));

    public static readonly ResourceInfo Resource = new()
    {
        GroupVersion = new("", "v1"),
        Resource = "pods",
        Singular = "pod",
        Kind = "Pod",
        ListKind = "PodList",
        Namespaced = true,
        Verbs = ["get"],
        SelectableFields = ["spec.nodeName", "spec.hostNetwork", "status.phase"],
        StorageVersion = new("", "v1"),
        Schema = Object(
            "io.k8s.api.core.v1.Pod",
            ("apiVersion", Text),
            ("kind", Text),
            ("metadata", Object(
                "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta",
                ("name", Text),
                ("labels", MapOf(Text)),
                ("creationTimestamp", new Schema { Type = SchemaType.String, Format = "date-time" }),
                ("finalizers", new Schema { Type = SchemaType.Array, Items = Text, PatchStrategy = "merge", ListKind = ListKind.Set }))),
            ("spec", Object(
                "io.k8s.api.core.v1.PodSpec",
                ("nodeName", Text),
                ("hostNetwork", new Schema { Type = SchemaType.Boolean }),
                ("activeDeadlineSeconds", new Schema { Type = SchemaType.Integer, Format = "int64" }),
                ("containers", MergedList(Container, "name")),
                ("volumes", MergedList(Object(
                    "io.k8s.api.core.v1.Volume",
                    ("name", Text),
                    ("emptyDir", Object("io.k8s.api.core.v1.EmptyDirVolumeSource", ("medium", Text))),
                    ("hostPath", Object("io.k8s.api.core.v1.HostPathVolumeSource", ("path", Text)))), "name")))),
            ("status", Object("io.k8s.api.core.v1.PodStatus", ("phase", Text)))),
    };

    public static Schema Text => new() { Type = SchemaType.String };

    public static Schema Int32 => new() { Type = SchemaType.Integer, Format = "int32" };

    public static Schema Object(string? name, params (string Name, Schema Schema)[] fields) => new()
    {
        Type = SchemaType.Object,
        Name = name,
        Fields = [.. fields.Select(field => new SchemaField(field.Name, field.Schema))],
    };

    public static Schema MapOf(Schema items) => new() { Type = SchemaType.Map, Items = items };

    public static Schema ListOf(Schema items) => new() { Type = SchemaType.Array, Items = items };

    public static Schema MergedList(Schema items, string key) => new()
    {
        Type = SchemaType.Array,
        Items = items,
        ListKind = ListKind.Map,
        ListMapKeys = [key],
        PatchStrategy = "merge",
        PatchMergeKey = key,
    };
}
