using Tiphys.Api.Documents;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Catalogue;

/// <summary>Makes schemas from the records of the embedded catalogue.</summary>
internal sealed class DefinitionReader(BuiltInSchemas schemas) : SchemaSource
{
    private readonly DescriptionTexts _texts = new();

    public string Name(int definition) => schemas.Record(definition).Text();

    public override string ReadText(int text) => _texts[text];

    /// <summary>The definition without its fields, which it reads when they are asked for.</summary>
    public Schema Read(int definition) => Read(definition, default);

    public override IReadOnlyList<SchemaField> ReadFields(int definition)
    {
        var record = schemas.Record(definition);
        record.Number();
        record.Number();
        record.Number();
        record.Byte();
        record.Byte();
        record.Number();
        var fields = new SchemaField[record.Number()];
        for (var i = 0; i < fields.Length; i++)
            fields[i] = ReadField(ref record);
        return fields;
    }

    private SchemaField ReadField(ref CatalogueCursor record)
    {
        var name = record.Text();
        var flags = (TypeFacts)record.Number();
        var number = record.Number();
        var wrappers = record.Number() is var count and > 0 ? new int[count] : [];
        for (var i = 0; i < wrappers.Length; i++)
            wrappers[i] = record.Number();
        var text = record.Number();
        var facts = ReadFacts(ref record, flags);
        return new(name, ReadType(ref record, facts))
        {
            Required = (flags & TypeFacts.Required) != 0,
            DistinguishesZero = (flags & TypeFacts.Zero) != 0,
            AlwaysWritten = (flags & TypeFacts.Written) != 0,
            ProtobufNumber = number,
            ProtobufWrappers = wrappers,
            Source = this,
            TextNumber = text,
        };
    }

    private static FieldModifiers ReadFacts(ref CatalogueCursor record, TypeFacts flags)
    {
        var listKind = (flags & TypeFacts.ListMap) != 0 ? ListKind.Map : (flags & TypeFacts.ListSet) != 0 ? ListKind.Set : ListKind.Atomic;
        var keys = listKind == ListKind.Map ? record.Texts() : [];
        var patched = (flags & TypeFacts.Patch) != 0;
        var strategy = patched ? record.Text() : null;
        var mergeKey = patched ? record.Text() : null;
        var standard = (flags & TypeFacts.Default) != 0 ? DocReader.Parse(record.Utf8()) : null;
        return new(listKind, keys, strategy, mergeKey is "" ? null : mergeKey, (flags & TypeFacts.Atomic) != 0, (flags & TypeFacts.Granular) != 0, standard);
    }

    private Schema ReadType(ref CatalogueCursor record, in FieldModifiers facts)
    {
        var code = (TypeCode)record.Byte();
        switch (code)
        {
            case TypeCode.Reference:
                var definition = record.Number();
                return facts.IsPlain ? schemas.Definition(definition) : Read(definition, facts);
            case TypeCode.Array or TypeCode.Map:
                return Compose(code, ReadType(ref record, default), facts);
            default:
                return facts.IsPlain ? PlainTypes.Of(code) : PlainTypes.Make(code, facts);
        }
    }

    private static Schema Compose(TypeCode code, Schema items, in FieldModifiers facts) => new()
    {
        Type = code == TypeCode.Array ? SchemaType.Array : SchemaType.Map,
        Items = items,
        ListKind = facts.ListKind,
        ListMapKeys = facts.ListMapKeys ?? [],
        PatchStrategy = facts.PatchStrategy,
        PatchMergeKey = facts.PatchMergeKey,
        IsAtomic = facts.Atomic,
        Default = facts.Default,
        IsBuiltIn = true,
    };

    private Schema Read(int definition, in FieldModifiers facts)
    {
        var record = schemas.Record(definition);
        var name = record.Text();
        record.Number();
        record.Number();
        var code = (TypeCode)record.Byte();
        var atomic = record.Boolean();
        return new()
        {
            Type = PlainTypes.TypeOf(code),
            Format = PlainTypes.FormatOf(code),
            PreserveUnknownFields = code is TypeCode.Any or TypeCode.AnyObject,
            Name = name,
            IsAtomic = (atomic || facts.Atomic) && !facts.Granular,
            PatchStrategy = facts.PatchStrategy,
            PatchMergeKey = facts.PatchMergeKey,
            Default = facts.Default,
            Source = this,
            IsBuiltIn = true,
            DefinitionNumber = definition,
            TextNumber = record.Number(),
        };
    }
}
