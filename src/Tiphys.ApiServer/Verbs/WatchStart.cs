using Tiphys.ApiServer.WatchCache;

namespace Tiphys.ApiServer.Verbs;

/// <summary>Where a watch begins.</summary>
/// <param name="Initial">The state to be shown first; null for changes only.</param>
/// <param name="Revision">The revision that the initial state is called by.</param>
/// <param name="After">Changes above this revision follow.</param>
internal readonly record struct WatchStart(CacheSnapshot? Initial, long Revision, long After);
