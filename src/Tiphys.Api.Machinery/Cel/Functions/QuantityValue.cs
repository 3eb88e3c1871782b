using Tiphys.Api.Machinery.Cel.Types;
using Tiphys.Api.Machinery.Cel.Values;
using Tiphys.Primitives.Quantities;

namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>A resource quantity.</summary>
internal sealed class QuantityValue(Quantity value) : CelObject
{
    private const long NanosPerUnit = 1_000_000_000;

    public Quantity Value { get; } = value;

    public override CelType Type => LibraryTypes.Quantity;

    /// <summary>The amount if it is a whole number that fits 64 bits.</summary>
    public long? Whole => Value.Nanos % NanosPerUnit == 0 ? (long)(Value.Nanos / NanosPerUnit) : null;

    public override bool ValueEquals(CelObject other) => other is QuantityValue quantity && quantity.Value == Value;

    public override string ToString() => Value.ToString();
}
