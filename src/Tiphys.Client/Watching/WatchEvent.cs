namespace Tiphys.Client.Watching;

/// <summary>One line of a watch.</summary>
/// <param name="Object">For a deletion the last state. For a bookmark only the metadata counts.</param>
public sealed record WatchEvent<T>(WatchEventType Type, T Object);
