using System.Runtime.CompilerServices;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.Defaulting;

/// <summary>Which fields of a schema have a default: found once, as most have none and objects have many fields.</summary>
internal static class DefaultedFields
{
    private static readonly ConditionalWeakTable<Schema, SchemaField[]> Known = [];

    public static SchemaField[] Of(Schema schema) =>
        Known.GetValue(schema, static owner => [.. owner.Fields.Where(field => field.Schema.Default is not null)]);
}
