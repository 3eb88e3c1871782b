namespace Tiphys.Client.Events;

/// <summary>An event with its place among those like it.</summary>
/// <param name="Name">The name of the Event object that all of them share.</param>
/// <param name="Count">How many there were, this one included.</param>
/// <param name="First">When the first was, UTC.</param>
internal sealed record CorrelatedEvent(EventRecord Record, string Name, int Count, DateTime First);
