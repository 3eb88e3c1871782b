using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel;

/// <summary>The outcome of an evaluation.</summary>
/// <param name="Value">The value, or an error.</param>
/// <param name="Cost">What the evaluation cost.</param>
/// <param name="IsOverLimit">The evaluation was ended because it cost too much; the value is an error then.</param>
public readonly record struct CelResult(CelValue Value, ulong Cost, bool IsOverLimit);
