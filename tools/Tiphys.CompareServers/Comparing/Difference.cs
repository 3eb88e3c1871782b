namespace Tiphys.CompareServers.Comparing;

/// <summary>How two answers to the same request differ.</summary>
/// <param name="Signature">The same for differences that likely have the same origin.</param>
internal sealed record Difference(Nature Nature, string Signature, string Ours, string Theirs);
