using Tiphys.Api.Errors;

namespace Tiphys.Api.Machinery.Validation;

/// <summary>What was found in an object that is to be stored.</summary>
/// <param name="Causes">What is wrong with it; empty if it may be stored.</param>
/// <param name="Warnings">What the client should be told even if it is stored; empty if there are causes.</param>
public sealed record ValidationResult(IReadOnlyList<StatusCause> Causes, IReadOnlyList<string> Warnings);
