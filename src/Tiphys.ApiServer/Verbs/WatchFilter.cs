using Tiphys.ApiServer.Selecting;
using Tiphys.ApiServer.WatchCache;

namespace Tiphys.ApiServer.Verbs;

/// <summary>What a logged change is to a watcher with a selection: a pure decision.</summary>
internal static class WatchFilter
{
    /// <summary>An object that comes into the selection is added, one that leaves it is deleted, whatever happened to it in truth.</summary>
    public static (WatchEventKind Kind, ReadOnlyMemory<byte> Document) Judge(CacheEvent change, Selection selection)
    {
        var key = change.Current.Key;
        if (!key.StartsWith(selection.KeyPrefix, StringComparison.Ordinal) || (selection.SingleKey is not null && selection.SingleKey != key))
            return default;
        var before = change.Previous is not null && selection.Matches(change.Previous);
        if (change.IsDelete)
            return before ? (WatchEventKind.Deleted, change.Current.Utf8) : default;
        var after = selection.Matches(change.Current);
        return (before, after) switch
        {
            (true, true) => (WatchEventKind.Modified, change.Current.Utf8),
            (false, true) => (WatchEventKind.Added, change.Current.Utf8),
            (true, false) => (WatchEventKind.Deleted, change.Farewell),
            _ => default,
        };
    }
}
