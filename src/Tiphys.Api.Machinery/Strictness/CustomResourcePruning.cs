using Tiphys.Api.Catalogue;
using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.Strictness;

/// <summary>
/// Pruning of custom resources by their structural schema: fields it does not name go, unless it preserves them. Types are
/// not looked at: that is validation's, later.
/// </summary>
internal static class CustomResourcePruning
{
    private static readonly string[] ObjectFields = ["apiVersion", "kind", "metadata"];

    public static void Prune(Schema schema, DocObject document, StrictComplaints complaints) =>
        PruneObject(schema, document, FieldPath.Root, isResource: true, complaints);

    /// <summary>Prunes a value that stands for itself: the default of a schema.</summary>
    public static void PruneDefault(Schema schema, DocNode value, StrictComplaints complaints) => PruneValue(schema, value, FieldPath.Root, complaints);

    private static void PruneObject(Schema schema, DocObject document, FieldPath path, bool isResource, StrictComplaints complaints)
    {
        List<string>? gone = null;
        foreach (var (name, value) in document)
        {
            if (isResource && ObjectFields.Contains(name))
            {
                FitMetadata(name, value, path, complaints);
                continue;
            }

            if (schema.TryGetField(name, out var field))
            {
                PruneValue(field.Schema, value, path.Child(name), complaints);
            }
            else if (schema.Items is { } items)
            {
                PruneValue(items, value, path.Child(name), complaints);
            }
            else if (!schema.PreserveUnknownFields && schema.Type != SchemaType.Any)
            {
                complaints.AddUnknown(path.Child(name).ToString());
                (gone ??= []).Add(name);
            }
        }

        foreach (var name in gone ?? [])
            document.Remove(name);
    }

    // Metadata has the shape of every object's, whatever the definition says.
    private static void FitMetadata(string name, DocNode value, FieldPath path, StrictComplaints complaints)
    {
        if (name != "metadata" || value is DocNull)
            return;
        var metadata = value as DocObject ?? throw new FormatException($"json: cannot unmarshal into Go struct field .{name} of type v1.ObjectMeta");
        if (BuiltInSchemas.Instance.TryGet("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta", out var schema))
            new TypedFit(complaints, path.Child(name)).FitObject(schema, metadata);
    }

    private static void PruneValue(Schema schema, DocNode value, FieldPath path, StrictComplaints complaints)
    {
        switch (value)
        {
            case DocObject inner:
                PruneObject(schema, inner, path, schema.EmbeddedResource, complaints);
                break;
            case DocArray array when schema.Items is { } items:
                for (var i = 0; i < array.Count; i++)
                    PruneValue(items, array[i], path.Index(i), complaints);
                break;
        }
    }
}
