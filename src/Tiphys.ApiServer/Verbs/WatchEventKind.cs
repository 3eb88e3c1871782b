namespace Tiphys.ApiServer.Verbs;

/// <summary>The types of watch events, spelled in <see cref="WatchFrames"/>.</summary>
internal enum WatchEventKind : byte
{
    /// <summary>The event does not concern the watcher.</summary>
    None,
    Added,
    Modified,
    Deleted,
    Bookmark,
    Error,
}
