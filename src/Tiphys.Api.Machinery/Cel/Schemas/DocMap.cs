using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Cel.Values;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.Cel.Schemas;

/// <summary>An object of a document: of no schema, a map, or an object whose fields have types and escaped names.</summary>
internal sealed class DocMap(DocObject members, DeclaredType? type) : CelMap
{
    public override int Count => members.Count;

    public DocObject Members => members;

    public override bool TryGet(in CelValue key, out CelValue value)
    {
        if (key.Kind == CelKind.String)
            return TryGetField(key.AsString, out value);
        value = default;
        return false;
    }

    public override bool TryGetField(string name, out CelValue value)
    {
        value = default;
        if (type is { Schema.Type: SchemaType.Object })
        {
            if (!type.Fields.TryGetValue(name, out var field) || members[field.Name] is not { } node)
                return false;
            value = DocValues.Of(node, field.Type);
            return true;
        }

        if (members[name] is not { } member)
            return false;
        value = type is null ? DocValues.Of(member) : DocValues.Of(member, type.Element!);
        return true;
    }

    public override CelValue[] Keys()
    {
        var isObject = type is { Schema.Type: SchemaType.Object };
        return [.. members.Names.Select(name => CelValue.From(isObject ? FieldNames.Escape(name) ?? name : name))];
    }
}
