using System.IO.Compression;

namespace Tiphys.SchemaGenerator;

/// <summary>Writes the embedded catalogue in the layout of <see cref="CatalogueFormat"/>.</summary>
internal sealed class CatalogueWriter
{
    private readonly NumberPool _strings = new();
    private readonly NumberPool _texts = new();
    private readonly Dictionary<string, int> _definitions;
    private readonly List<byte[]> _definitionRecords;
    private readonly List<byte[]> _resourceRecords;

    public CatalogueWriter(IReadOnlyList<Definition> definitions, IReadOnlyList<ResourceEntry> resources)
    {
        _definitions = definitions.Select((definition, at) => (definition.Name, at)).ToDictionary(pair => pair.Name, pair => pair.at);
        _definitionRecords = [.. definitions.Select(definition => Record(output => Write(output, definition)))];
        _resourceRecords = [.. resources.Select(resource => Record(output => Write(output, resource, definitions)))];
    }

    public byte[] Catalogue() => Record(output =>
    {
        output.Write(CatalogueFormat.Magic);
        output.Write(new byte[CatalogueFormat.HeaderLength - 4]);
        var strings = Section(output, () => _strings.Write(output));
        var definitions = Section(output, () => OffsetTable.Write(output, _definitionRecords));
        var resources = Section(output, () => OffsetTable.Write(output, _resourceRecords));
        output.Seek(4, SeekOrigin.Begin);
        output.Write(strings);
        output.Write(definitions);
        output.Write(resources);
    });

    public byte[] Descriptions()
    {
        var plain = Record(_texts.Write);
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            brotli.Write(plain);
        return packed.ToArray();
    }

    private static uint Section(BinaryWriter output, Action write)
    {
        output.Flush();
        var start = (uint)output.BaseStream.Position;
        write();
        return start;
    }

    private static byte[] Record(Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using var output = new BinaryWriter(stream);
        write(output);
        output.Flush();
        return stream.ToArray();
    }

    private void Write(BinaryWriter output, Definition definition)
    {
        String(output, definition.Name);
        String(output, definition.ApiVersion ?? "");
        String(output, definition.Kind);
        output.Write((byte)definition.Scalar);
        output.Write(definition.Atomic);
        output.Write7BitEncodedInt(_texts.Number(definition.Description));
        output.Write7BitEncodedInt(definition.Fields.Count);
        foreach (var field in definition.Fields)
            Write(output, field);
    }

    private void Write(BinaryWriter output, Field field)
    {
        String(output, field.Name);
        var facts = field.Facts ?? new();
        output.Write7BitEncodedInt((int)Flags(field, facts));
        output.Write7BitEncodedInt(field.Number);
        output.Write7BitEncodedInt(field.Wrappers.Length);
        foreach (var wrapper in field.Wrappers)
            output.Write7BitEncodedInt(wrapper);
        output.Write7BitEncodedInt(_texts.Number(field.Description));
        if (facts.ListType == "map")
            Strings(output, facts.ListKeys);
        if (facts.PatchStrategy is not null)
        {
            String(output, facts.PatchStrategy);
            String(output, facts.MergeKey ?? "");
        }

        if (facts.Default is not null)
            String(output, facts.Default);
        Write(output, field.Type);
    }

    private static TypeFacts Flags(Field field, FieldFacts facts) =>
        (field.Required ? TypeFacts.Required : 0)
        | (field.Zero ? TypeFacts.Zero : 0)
        | (field.Written ? TypeFacts.Written : 0)
        | (facts.Atomic ? TypeFacts.Atomic : 0)
        | (facts.Granular ? TypeFacts.Granular : 0)
        | (facts.ListType == "set" ? TypeFacts.ListSet : 0)
        | (facts.ListType == "map" ? TypeFacts.ListMap : 0)
        | (facts.PatchStrategy is not null ? TypeFacts.Patch : 0)
        | (facts.Default is not null ? TypeFacts.Default : 0);

    private void Write(BinaryWriter output, ValueType type)
    {
        output.Write((byte)type.Code);
        if (type.Code == TypeCode.Reference)
            output.Write7BitEncodedInt(_definitions[type.Definition!]);
        else if (type.Item is not null)
            Write(output, type.Item);
    }

    private void Write(BinaryWriter output, ResourceEntry resource, IReadOnlyList<Definition> definitions)
    {
        String(output, resource.ApiVersion);
        String(output, resource.Plural);
        String(output, resource.Singular);
        String(output, resource.Kind);
        output.Write(resource.Namespaced);
        output.Write(resource.Generation);
        output.Write(resource.ReturnsDeleted);
        output.Write(VerbBits(resource.Verbs));
        Strings(output, resource.ShortNames);
        Strings(output, resource.Categories);
        Strings(output, resource.Selectable);
        String(output, resource.Storage);
        var definition = definitions.First(entry => entry.ApiVersion == resource.ApiVersion && entry.Kind == resource.Kind);
        output.Write7BitEncodedInt(_definitions[definition.Name]);
        output.Write7BitEncodedInt(resource.Subresources.Count);
        foreach (var subresource in resource.Subresources)
        {
            String(output, subresource.Name);
            String(output, subresource.ApiVersion);
            String(output, subresource.Kind);
            output.Write(VerbBits(subresource.Verbs));
        }
    }

    private static byte VerbBits(string[] verbs) => (byte)verbs.Sum(verb => 1 << Array.IndexOf(CatalogueFormat.Verbs, verb));

    private void String(BinaryWriter output, string text) => output.Write7BitEncodedInt(_strings.Number(text));

    private void Strings(BinaryWriter output, string[] texts)
    {
        output.Write7BitEncodedInt(texts.Length);
        foreach (var text in texts)
            String(output, text);
    }
}
