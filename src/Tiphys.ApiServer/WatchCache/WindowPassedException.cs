namespace Tiphys.ApiServer.WatchCache;

/// <summary>The event that a cursor stands before has left the log: the watcher must list again (410).</summary>
internal sealed class WindowPassedException : Exception;
