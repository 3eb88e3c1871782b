namespace Tiphys.Faults.Tests.Oracle;

/// <summary>One event as a watcher received it.</summary>
/// <param name="Type">ADDED, MODIFIED or DELETED.</param>
/// <param name="Value">What the object held.</param>
public sealed record WatchedEvent(string Type, string Key, long Revision, string Value);
