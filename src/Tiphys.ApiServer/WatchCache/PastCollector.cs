using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;
using Tiphys.Storage;

namespace Tiphys.ApiServer.WatchCache;

/// <summary>Gathers the store's past changes by resource, each with the state before it.</summary>
internal sealed class PastCollector
{
    private static readonly IReadOnlyList<PastChange> Nothing = [];
    private readonly Dictionary<GroupResource, (List<PastChange> Changes, Dictionary<string, CacheEntry> Newest)> _gathered = [];

    public IEnumerable<GroupResource> Resources => _gathered.Keys;

    /// <summary>Bytes of the documents gathered.</summary>
    public long Bytes { get; private set; }

    /// <summary>Takes in the next change, in the order of revisions.</summary>
    /// <returns>False if the engine does not have what was deleted any more: then this past cannot be told.</returns>
    public bool TryAdd(StoreEvent change)
    {
        if (!KeyLayout.TryParse(change.Key, out var resource, out var objectKey))
            return true;
        if (!_gathered.TryGetValue(resource, out var known))
            _gathered.Add(resource, known = ([], []));
        if (!known.Newest.Remove(objectKey, out var previous) && change.Previous is { } before)
            previous = ResourceCache.MakeEntry(objectKey, before.Span, change.PreviousRevision, change.CreateRevision);
        if (change.Value is not { } value)
        {
            if (previous is not null)
                known.Changes.Add(new(ResourceCache.MakeLast(previous, change.Revision), previous, IsDelete: true));
            return previous is not null;
        }

        var current = ResourceCache.MakeEntry(objectKey, value.Span, change.Revision, change.CreateRevision);
        known.Changes.Add(new(current, previous, IsDelete: false));
        known.Newest.Add(objectKey, current);
        Bytes += current.Utf8.Length;
        return true;
    }

    public IReadOnlyList<PastChange> Of(GroupResource resource) => _gathered.TryGetValue(resource, out var known) ? known.Changes : Nothing;
}
