using Tiphys.Api.Documents;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.Cel.Rules;

/// <summary>Finds the old elements of a list whose elements have keys; other lists' elements have no counterparts.</summary>
internal sealed class ListCounterparts
{
    private readonly IReadOnlyList<string> _keys;
    private readonly Dictionary<string, DocNode>? _byKey;

    public ListCounterparts(Schema schema, DocArray? old)
    {
        _keys = schema.ListMapKeys;
        if (old is null || schema.ListKind != ListKind.Map)
            return;
        _byKey = new Dictionary<string, DocNode>(old.Count, StringComparer.Ordinal);
        foreach (var item in old)
        {
            if (KeyOf(item) is { } key)
                _byKey[key] = item;
        }
    }

    public DocNode? Find(DocNode item) => _byKey is not null && KeyOf(item) is { } key && _byKey.TryGetValue(key, out var found) ? found : null;

    private string? KeyOf(DocNode item) => item is DocObject members
        ? string.Join('\0', _keys.Select(key => members[key]?.ToString() ?? ""))
        : null;
}
