using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.ServerSideApply;

/// <summary>The decoded <c>metadata.managedFields</c> of an object while a write is worked into it.</summary>
internal sealed class ManagedFields
{
    /// <summary>Beyond this many entries of updates the oldest are folded into one.</summary>
    public const int MaxUpdateManagers = 10;

    private const string Folded = "ancient-changes";
    private readonly Dictionary<ManagerId, ManagerEntry> _entries = [];

    public IReadOnlyCollection<ManagerEntry> Entries => _entries.Values;

    public ManagerEntry? this[ManagerId id]
    {
        get => _entries.GetValueOrDefault(id);
        set
        {
            if (value is null || value.IsEmpty)
                _entries.Remove(id);
            else
                _entries[id] = value;
        }
    }

    /// <summary>
    /// The entries a write starts from: those in the sent object if it has any (clients may edit or
    /// reset them), else those of the live one.
    /// </summary>
    /// <param name="sent">Null where what the client sent does not count: subresources and applies.</param>
    public static ManagedFields Start(DocObject? live, DocObject? sent)
    {
        var given = sent?.GetPath("metadata", "managedFields") as DocArray;
        if (IsReset(given))
            return new();
        var decoded = given is null ? null : Read(given);
        return decoded is { _entries.Count: > 0 } ? decoded : Read(live?.GetPath("metadata", "managedFields") as DocArray) ?? new();
    }

    /// <summary>True if a client asks for the entries to be dropped: with an empty list, or one with a single empty entry.</summary>
    public static bool IsReset(DocArray? sent) => sent is { Count: 0 } || (sent is { Count: 1 } && sent[0] is DocObject { Count: 0 });

    public DocArray Write() => new(_entries.Values
        .OrderBy(entry => entry.Id.IsApply ? 0 : 1)
        .ThenBy(entry => entry.Time, StringComparer.Ordinal)
        .ThenBy(entry => entry.Id.Manager, StringComparer.Ordinal)
        .ThenBy(entry => entry.ApiVersion, StringComparer.Ordinal)
        .ThenBy(entry => entry.Id.Subresource, StringComparer.Ordinal)
        .Select(entry => entry.Write()));

    /// <summary>Folds the oldest updates of each version together until no more than <see cref="MaxUpdateManagers"/> are left.</summary>
    public void Cap()
    {
        var updates = _entries.Values.Where(entry => !entry.Id.IsApply)
            .OrderBy(entry => entry.Time, StringComparer.Ordinal).ThenBy(entry => entry.Id.Manager, StringComparer.Ordinal).ToArray();
        var left = updates.Length;
        var first = new Dictionary<string, ManagerEntry>();
        foreach (var entry in updates)
        {
            if (left <= MaxUpdateManagers)
                return;
            if (first.TryAdd(entry.ApiVersion, entry))
                continue;
            var bucket = ManagerId.Of(Folded, isApply: false, entry.ApiVersion, "");
            var folded = this[bucket]?.Fields ?? first[entry.ApiVersion].Fields;
            _entries.Remove(first[entry.ApiVersion].Id);
            _entries.Remove(entry.Id);
            this[bucket] = new(bucket, entry.ApiVersion, entry.Time, folded.Union(entry.Fields));
            left--;
        }
    }

    private static ManagedFields? Read(DocArray? list)
    {
        var fields = new ManagedFields();
        foreach (var node in list?.Objects() ?? [])
        {
            if (ManagerEntry.Read(node) is not { } entry)
                return null;
            fields[entry.Id] = entry;
        }

        return fields;
    }
}
