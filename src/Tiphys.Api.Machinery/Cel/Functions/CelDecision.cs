namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>The outcome of an authorization check.</summary>
/// <param name="Error">Why no decision could be reached; null if one was.</param>
public sealed record CelDecision(bool Allowed, string Reason, string? Error);
