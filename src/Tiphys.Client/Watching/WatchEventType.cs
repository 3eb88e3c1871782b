namespace Tiphys.Client.Watching;

/// <summary>The types of watch events; errors are exceptions.</summary>
public enum WatchEventType
{
    Added,
    Modified,
    Deleted,

    /// <summary>No change: everything up to the object's resource version has been sent.</summary>
    Bookmark,
}
