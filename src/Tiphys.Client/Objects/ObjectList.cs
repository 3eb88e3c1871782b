namespace Tiphys.Client.Objects;

/// <summary>One answer to a list request.</summary>
/// <param name="Items">In the server's order.</param>
/// <param name="ResourceVersion">Where a watch may begin.</param>
/// <param name="Continue">Token for the next page; null if this was the last.</param>
public sealed record ObjectList<T>(IReadOnlyList<T> Items, string ResourceVersion, string? Continue);
