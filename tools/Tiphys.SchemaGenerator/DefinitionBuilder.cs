using System.Reflection;

namespace Tiphys.SchemaGenerator;

/// <summary>Joins tables, models and documentation into definitions, and refuses a table line that no model bears out.</summary>
internal sealed class DefinitionBuilder
{
    private readonly Tables _tables;
    private readonly ModelDocs _docs;
    private readonly Dictionary<Type, string> _names = [];

    public DefinitionBuilder(Tables tables, ModelDocs docs)
    {
        _tables = tables;
        _docs = docs;
        foreach (var entry in tables.Definitions)
            _names.Add(Class(entry), entry.Name);
    }

    public IReadOnlyList<Definition> Build() =>
    [
        .. _tables.Definitions.Select(Build)
            .Concat(_tables.Resources.Select(List).OfType<Definition>().DistinctBy(list => list.Name))
            .Concat(ScalarDefinitions.All)
            .OrderBy(definition => definition.Name, StringComparer.Ordinal),
    ];

    private static Type Class(DefinitionEntry entry) =>
        ModelTypes.Find(entry.Class) ?? throw entry.Line.Error($"the package has no class {entry.Class}");

    private Definition Build(DefinitionEntry entry)
    {
        var type = Class(entry);
        var properties = ModelTypes.Properties(type);
        var fields = new List<Field>();
        var hasTypeMeta = properties.ContainsKey("apiVersion") && properties.ContainsKey("kind")
            && !entry.Fields.Any(field => field.Name is "apiVersion" or "kind");
        if (hasTypeMeta)
            fields.AddRange(TypeMeta(type, properties));
        foreach (var field in entry.Fields)
        {
            var property = properties.GetValueOrDefault(field.Name) ?? throw field.Line.Error($"{entry.Class} has no field {field.Name}");
            var shape = Shape(field, property);
            fields.Add(new(
                field.Name, shape, field.Required, field.Zero, field.Written, field.Number, field.Wrappers,
                _tables.Facts.GetValueOrDefault($"{entry.Short}.{field.Name}"), _docs.Of(type, property.Name)));
        }

        var atomic = _tables.Facts.GetValueOrDefault(entry.Short)?.Atomic ?? false;
        return new(entry.Name, hasTypeMeta ? entry.ApiVersion : null, entry.Kind, TypeCode.Object, _docs.Of(type), atomic, fields);
    }

    private Definition? List(ResourceEntry resource)
    {
        var entry = _tables.Definitions.FirstOrDefault(definition => definition.Short == resource.Definition)
            ?? throw resource.Line.Error($"no fields table defines {resource.Definition}");
        var type = ModelTypes.Find(Class(entry).Name + "List") ?? ModelTypes.Find(entry.ClassPrefix + entry.Kind + "List");
        if (type is null || !resource.Verbs.Contains("list"))
            return null;
        var properties = ModelTypes.Properties(type);
        var meta = new ValueType(TypeCode.Reference) { Definition = "io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta" };
        var items = new ValueType(TypeCode.Array) { Item = new(TypeCode.Reference) { Definition = entry.Name } };
        return new(entry.Name + "List", entry.ApiVersion, entry.Kind + "List", TypeCode.Object, _docs.Of(type), false,
        [
            .. TypeMeta(type, properties),
            new("metadata", meta, false, false, true, 1, [], null, _docs.Of(type, properties["metadata"].Name)),
            new("items", items, true, false, true, 2, [], null, _docs.Of(type, properties["items"].Name)),
        ]);
    }

    private IEnumerable<Field> TypeMeta(Type type, Dictionary<string, PropertyInfo> properties) =>
        from name in new[] { "kind", "apiVersion" }
        select new Field(name, new(TypeCode.String), false, false, false, 0, [], null, _docs.Of(type, properties[name].Name));

    private ValueType Shape(FieldEntry field, PropertyInfo property)
    {
        if (field.Type is null)
        {
            return ModelTypes.Shape(property.PropertyType, _names.GetValueOrDefault)
                ?? throw field.Line.Error($"the type of {field.Name} must be said: {property.PropertyType}");
        }

        var named = new ValueType(TypeCode.Reference) { Definition = ScalarDefinitions.NameOf(field) };
        return ModelTypes.Shape(property.PropertyType, type => _names.GetValueOrDefault(type) ?? (type == typeof(object) ? "" : null))
            ?.WithInnermost(named) ?? named;
    }
}
