using Tiphys.Api.Machinery.Cel.Types;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.Cel.Schemas;

/// <summary>
/// A schema as expressions see it: its CEL type, its fields under their escaped names, and how large its values can be.
/// Immutable to its users; parts are made when they are first asked for, so schemas that contain themselves are fine.
/// </summary>
public sealed class DeclaredType
{
    private const int MostDurationOrTime = 32;
    private readonly string _name;
    private readonly Lazy<Dictionary<string, DeclaredField>> _fields;
    private readonly Lazy<CelType> _type;
    private readonly Lazy<long> _leastSize;

    private DeclaredType(Schema schema, string name, bool isRoot, DeclaredType? element)
    {
        Schema = schema;
        Element = element;
        _name = name;
        _fields = new(() => DeclaredFields.Of(schema, name, isRoot));
        _type = new(MakeType);
        _leastSize = new(MeasureLeast);
    }

    public Schema Schema { get; }

    /// <summary>The elements of a list, the values of a map; null for others.</summary>
    public DeclaredType? Element { get; }

    public CelType Type => _type.Value;

    /// <summary>Fields that expressions can name, by their escaped names; empty unless it is an object.</summary>
    internal IReadOnlyDictionary<string, DeclaredField> Fields => _fields.Value;

    /// <summary>The fewest bytes a value takes as JSON.</summary>
    internal long LeastSize => _leastSize.Value;

    /// <summary>The most characters, bytes, elements or entries that a value can have.</summary>
    internal ulong MostElements => (ulong)Math.Max(0, Schema.Type switch
    {
        SchemaType.IntOrString => Bound("maxLength") * 4 ?? CelLimits.RequestBytes - 2,
        SchemaType.String or SchemaType.Quantity => MostCharacters(),
        SchemaType.Array => Bound("maxItems") ?? (CelLimits.RequestBytes - 2) / (Element!.LeastSize + 1),
        SchemaType.Map => Bound("maxProperties") ?? (CelLimits.RequestBytes - 2) / (Element!.LeastSize + 6),
        _ => 0,
    });

    /// <returns>Null for values that expressions cannot see: those of which the schema says nothing.</returns>
    /// <param name="isRoot">The schema is of a whole object, whose apiVersion, kind and name can always be seen.</param>
    public static DeclaredType? Of(Schema schema, bool isRoot, string name = "selfType")
    {
        switch (schema.Type)
        {
            case SchemaType.Array:
                var items = schema.Items is null ? null : Of(schema.Items, schema.Items.EmbeddedResource, name + ".@idx");
                return items is null ? null : new DeclaredType(schema, name, isRoot, items);
            case SchemaType.Map when schema.Items is { Type: SchemaType.Any, Validations: null }:
                // additionalProperties: true says nothing about the values: an object without fields.
                return new DeclaredType(new Schema { Type = SchemaType.Object, EmbeddedResource = schema.EmbeddedResource }, name, isRoot, null);
            case SchemaType.Map:
                var values = schema.Items is null ? null : Of(schema.Items, schema.Items.EmbeddedResource, name + ".@elem");
                return values is null ? null : new DeclaredType(schema, name, isRoot, values);
            case SchemaType.Any when isRoot || schema.EmbeddedResource:
                return new DeclaredType(new Schema { Type = SchemaType.Object, EmbeddedResource = true }, name, isRoot, null);
            case SchemaType.Any:
                return null;
            default:
                return new DeclaredType(schema, name, isRoot, null);
        }
    }

    /// <summary>The most elements of what lies at a path below this type; null if nothing is known.</summary>
    internal ulong? MostAt(IReadOnlyList<string> path)
    {
        var type = this;
        for (var i = 1; i < path.Count; i++)
        {
            switch (path[i])
            {
                case "@items" or "@values":
                    type = type.Element;
                    break;
                case "@keys":
                    // As upstream counts: keys weigh nothing in estimates.
                    return type.Schema.Type == SchemaType.Map ? 0ul : null;
                default:
                    type = type.Fields.TryGetValue(path[i], out var field) ? field.Type : null;
                    break;
            }

            if (type is null)
                return null;
        }

        return type.MostElements;
    }

    private long? Bound(string name) => Schema.Validations?.GetInt64(name);

    private long MostCharacters() => Schema.Format switch
    {
        "duration" or "date-time" => MostDurationOrTime,
        "date" => 12,
        "byte" => Bound("maxLength") ?? CelLimits.RequestBytes - 2,
        _ => Bound("maxLength") * 4 ?? (Schema.Enum.Count > 0 ? Schema.Enum.Max(text => text.Length) : CelLimits.RequestBytes - 2),
    };

    private CelType MakeType() => Schema.Type switch
    {
        SchemaType.Array => CelType.List(Element!.Type),
        SchemaType.Map => CelType.Map(CelType.String, Element!.Type),
        SchemaType.Object => CelType.Struct(_name, name => Fields.TryGetValue(name, out var field) ? field.Type.Type : null),
        SchemaType.String => Schema.Format switch
        {
            "byte" => CelType.Bytes,
            "duration" => CelType.Duration,
            "date" or "date-time" => CelType.Timestamp,
            _ => CelType.String,
        },
        SchemaType.Integer => CelType.Int,
        SchemaType.Number => CelType.Double,
        SchemaType.Boolean => CelType.Bool,
        SchemaType.Quantity => CelType.String,
        _ => CelType.Dyn,
    };

    private long MeasureLeast() => Schema.Type switch
    {
        SchemaType.Object => 2 + Fields.Values.Where(field => field.IsCertain).Sum(field => field.Name.Length + field.Type.LeastSize + 4),
        SchemaType.Array or SchemaType.Map => 2,
        SchemaType.String or SchemaType.Quantity => Schema.Format switch { "duration" => 3, "date" => 12, "date-time" => 21, _ => 2 },
        SchemaType.Boolean => 4,
        _ => 1,
    };
}
