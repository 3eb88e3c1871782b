using Tiphys.Api.Machinery.Cel.Schemas;
using Tiphys.Api.Machinery.Cel.Types;

namespace Tiphys.Api.Machinery.Cel.Policies;

/// <summary>The types of a policy's variables that have one: what is known of the request and of its namespace.</summary>
internal static class PolicyTypes
{
    private static readonly CelType Texts = CelType.List(CelType.String);
    private static readonly CelType TextMap = CelType.Map(CelType.String, CelType.String);

    private static readonly CelType Kind = Struct("kubernetes.GroupVersionKind", ("group", CelType.String), ("version", CelType.String), ("kind", CelType.String));

    private static readonly CelType Resource = Struct("kubernetes.GroupVersionResource", ("group", CelType.String), ("version", CelType.String), ("resource", CelType.String));

    private static readonly CelType User = Struct(
        "kubernetes.UserInfo",
        ("username", CelType.String),
        ("uid", CelType.String),
        ("groups", Texts),
        ("extra", CelType.Map(CelType.String, Texts)));

    public static readonly CelType Request = Struct(
        "kubernetes.AdmissionRequest",
        ("kind", Kind),
        ("resource", Resource),
        ("subResource", CelType.String),
        ("requestKind", Kind),
        ("requestResource", Resource),
        ("requestSubResource", CelType.String),
        ("name", CelType.String),
        ("namespace", CelType.String),
        ("operation", CelType.String),
        ("userInfo", User),
        ("dryRun", CelType.Bool),
        ("options", CelType.Dyn));

    public static readonly CelType Namespace = Struct(
        "kubernetes.Namespace",
        ("metadata", Struct(
            "kubernetes.NamespaceMetadata",
            ("name", CelType.String),
            ("generateName", CelType.String),
            ("namespace", CelType.String),
            ("labels", TextMap),
            ("annotations", TextMap),
            ("UID", CelType.String),
            ("creationTimestamp", CelType.Timestamp),
            ("deletionGracePeriodSeconds", CelType.Int),
            ("deletionTimestamp", CelType.Timestamp),
            ("generation", CelType.Int),
            ("resourceVersion", CelType.String),
            ("finalizers", Texts))),
        ("spec", Struct("kubernetes.NamespaceSpec", ("finalizers", Texts))),
        ("status", Struct("kubernetes.NamespaceStatus", ("phase", CelType.String))));

    private static CelType Struct(string name, params (string Name, CelType Type)[] fields)
    {
        var byName = fields.ToDictionary(field => field.Name, field => field.Type, StringComparer.Ordinal);
        foreach (var (field, type) in fields)
            byName.TryAdd(FieldNames.Escape(field) ?? field, type);
        return CelType.Struct(name, field => byName.GetValueOrDefault(field));
    }
}
