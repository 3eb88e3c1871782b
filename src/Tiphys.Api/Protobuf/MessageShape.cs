using System.Collections.Concurrent;
using Tiphys.Api.Catalogue;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Protobuf;

/// <summary>A built-in definition as protobuf sees it: its fields by number and by JSON name.</summary>
internal sealed class MessageShape
{
    private static readonly ConcurrentDictionary<string, MessageShape> Known = new(StringComparer.Ordinal);
    private readonly Lazy<MessageFields> _fields;

    private MessageShape(Schema schema) => _fields = new(() => new(schema));

    public MessageFields Fields => _fields.Value;

    /// <summary>The shape of a named built-in schema.</summary>
    public static MessageShape Of(Schema schema) => Known.GetOrAdd(schema.Name!, static (_, schema) => new(schema), schema);

    /// <summary>The shape of a built-in definition by its OpenAPI name.</summary>
    public static MessageShape Of(string name) => BuiltInSchemas.Instance.TryGet(name, out var schema)
        ? Of(schema)
        : throw new InvalidOperationException($"The catalogue has no {name}.");
}
