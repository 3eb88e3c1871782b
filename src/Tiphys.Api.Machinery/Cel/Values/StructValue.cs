using Tiphys.Api.Machinery.Cel.Types;

namespace Tiphys.Api.Machinery.Cel.Values;

/// <summary>A value that an expression made with <c>Type{field: value}</c>.</summary>
public sealed class StructValue(CelType type, IReadOnlyDictionary<string, CelValue> fields) : CelObject
{
    public override CelType Type => type;

    /// <summary>The fields that were given.</summary>
    public IReadOnlyDictionary<string, CelValue> Fields => fields;

    public override CelValue GetField(string name) => fields.TryGetValue(name, out var value) ? value : CelErrors.NoSuchKey(name);

    public override bool HasField(string name) => fields.ContainsKey(name);

    public override bool ValueEquals(CelObject other) => other is StructValue value && value.Fields.Count == fields.Count
        && fields.All(field => value.Fields.TryGetValue(field.Key, out var match) && CelEquality.AreEqual(field.Value, match));

    public override string ToString() => $"{type.Name}{{{string.Join(", ", fields.Select(field => $"{field.Key}: {field.Value}"))}}}";
}
