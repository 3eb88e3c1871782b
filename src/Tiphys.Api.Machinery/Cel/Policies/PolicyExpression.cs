namespace Tiphys.Api.Machinery.Cel.Policies;

/// <summary>An expression of a policy, compiled. Immutable.</summary>
/// <param name="Text">As it is written.</param>
/// <param name="Variables">The names of the values that evaluation takes, in order.</param>
/// <param name="Program">Null if it does not compile.</param>
/// <param name="Error">Why it does not.</param>
public sealed record PolicyExpression(string Text, IReadOnlyList<string> Variables, CelProgram? Program, string? Error);
