using Tiphys.Api.Machinery.Cel.Types;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>The outcome of a check.</summary>
internal sealed class DecisionValue(CelDecision decision) : CelObject
{
    public CelDecision Decision { get; } = decision;

    public override CelType Type => LibraryTypes.Decision;

    public override bool ValueEquals(CelObject other) => other is DecisionValue value && value.Decision == Decision;
}
