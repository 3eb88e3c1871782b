using Tiphys.Api.Schemas;

namespace Tiphys.Api.Protobuf;

/// <summary>
/// The fields of a message. Where protobuf wraps fields that JSON holds in line (the source of a volume), the wrapper is a
/// field with fields of its own.
/// </summary>
internal sealed class MessageFields
{
    private const int Sparse = 3;
    private readonly Dictionary<int, MessageField> _byNumber = [];
    private readonly MessageField?[] _byName;

    public MessageFields(Schema schema)
    {
        var fields = schema.Fields.Where(field => field.ProtobufNumber > 0).ToList();
        _byName = new MessageField?[(fields.Count * Sparse) + 1];
        foreach (var field in fields)
        {
            var made = new MessageField(field, field.ProtobufWrappers);
            Wrapping(field.ProtobufWrappers)._byNumber.Add(field.ProtobufNumber, made);
            var slot = Hash(made.Name) % (uint)_byName.Length;
            while (_byName[slot] is not null)
                slot = (slot + 1) % (uint)_byName.Length;
            _byName[slot] = made;
        }
    }

    private MessageFields() => _byName = [];

    public bool TryGet(int number, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out MessageField? field) =>
        _byNumber.TryGetValue(number, out field);

    /// <summary>Finds a field by its JSON name, without escapes.</summary>
    public MessageField? Find(ReadOnlySpan<byte> name)
    {
        for (var slot = Hash(name) % (uint)_byName.Length; _byName[slot] is { } field; slot = (slot + 1) % (uint)_byName.Length)
        {
            if (name.SequenceEqual(field.Name))
                return field;
        }

        return null;
    }

    private static uint Hash(ReadOnlySpan<byte> name)
    {
        var hash = 2166136261u;
        foreach (var b in name)
            hash = (hash ^ b) * 16777619u;
        return hash;
    }

    private MessageFields Wrapping(IReadOnlyList<int> wrappers)
    {
        var fields = this;
        foreach (var wrapper in wrappers)
        {
            if (!fields._byNumber.TryGetValue(wrapper, out var field))
                fields._byNumber.Add(wrapper, field = new(new MessageFields()));
            fields = field.Wrapped!;
        }

        return fields;
    }
}
