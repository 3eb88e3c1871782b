namespace Tiphys.ApiServer.WatchCache;

/// <summary>A change from before the cache was loaded, as the store's history tells it.</summary>
/// <param name="Current">The object after the change; for a deletion its last state, stamped with the deletion's revision.</param>
/// <param name="Previous">The object before the change; null for a creation.</param>
internal readonly record struct PastChange(CacheEntry Current, CacheEntry? Previous, bool IsDelete);
