using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Tiphys.Api.Resources;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Catalogue;

/// <summary>
/// The definitions of all built-in kinds and of the types they are made of, read from the embedded catalogue one by one as
/// they are asked for.
/// </summary>
/// <remarks>Safe for any number of threads. Asking twice gives the same <see cref="Schema"/>.</remarks>
public sealed class BuiltInSchemas
{
    private static readonly Lazy<BuiltInSchemas> Shared = new(() => new BuiltInSchemas(EmbeddedData.Read("catalogue.bin")));
    private readonly OffsetTable _definitions;
    private readonly Schema?[] _schemas;
    private readonly DefinitionReader _reader;
    private readonly Lazy<Dictionary<(string ApiVersion, string Kind), int>> _kinds;

    private BuiltInSchemas(byte[] data)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(data) != CatalogueFormat.Magic)
            throw new InvalidDataException("The embedded catalogue is damaged.");
        Strings = new(Section(data, 4));
        _definitions = Section(data, 8);
        Resources = Section(data, 12);
        _schemas = new Schema?[_definitions.Count];
        _reader = new(this);
        _kinds = new(IndexKinds);
    }

    public static BuiltInSchemas Instance => Shared.Value;

    /// <summary>How many definitions there are.</summary>
    public int Count => _definitions.Count;

    /// <summary>Every definition, in order of its OpenAPI name.</summary>
    public IEnumerable<Schema> All => Enumerable.Range(0, Count).Select(Definition);

    internal CatalogueStrings Strings { get; }

    internal OffsetTable Resources { get; }

    /// <summary>Finds a definition by its OpenAPI name: <c>io.k8s.api.core.v1.Pod</c>.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out Schema? schema)
    {
        var (low, high) = (0, Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = string.CompareOrdinal(_reader.Name(middle), name);
            if (order == 0)
            {
                schema = Definition(middle);
                return true;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        schema = null;
        return false;
    }

    /// <summary>Finds the definition of a kind, also of those that are only the body of a subresource or a list: Eviction, Scale, PodList.</summary>
    public bool TryGetKind(GroupVersion groupVersion, string kind, [NotNullWhen(true)] out Schema? schema)
    {
        schema = _kinds.Value.TryGetValue((groupVersion.ToString(), kind), out var number) ? Definition(number) : null;
        return schema is not null;
    }

    /// <summary>The kind a definition is; null if it is only a part of kinds.</summary>
    internal (GroupVersion GroupVersion, string Kind)? KindOf(Schema definition)
    {
        var record = Record(definition.DefinitionNumber);
        record.Number();
        return GroupVersion.TryParse(record.Text(), out var version) ? (version, record.Text()) : null;
    }

    internal Schema Definition(int number) =>
        _schemas[number] ?? Interlocked.CompareExchange(ref _schemas[number], _reader.Read(number), null) ?? _schemas[number]!;

    internal CatalogueCursor Record(int definition) => new(_definitions[definition], Strings);

    private static OffsetTable Section(byte[] data, int header) =>
        new(data.AsMemory((int)BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan(header))));

    private Dictionary<(string ApiVersion, string Kind), int> IndexKinds()
    {
        var kinds = new Dictionary<(string, string), int>();
        for (var i = 0; i < Count; i++)
        {
            var record = Record(i);
            record.Number();
            var apiVersion = record.Text();
            if (apiVersion.Length > 0)
                kinds.Add((apiVersion, record.Text()), i);
        }

        return kinds;
    }
}
