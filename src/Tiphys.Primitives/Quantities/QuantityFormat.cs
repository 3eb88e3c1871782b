namespace Tiphys.Primitives.Quantities;

/// <summary>The family of suffixes a quantity is written with.</summary>
public enum QuantityFormat : byte
{
    /// <summary><c>m</c>, none, <c>k</c>, <c>M</c>, <c>G</c> ...: powers of a thousand.</summary>
    DecimalSI,

    /// <summary><c>Ki</c>, <c>Mi</c>, <c>Gi</c> ...: powers of 1024.</summary>
    BinarySI,

    /// <summary><c>e3</c>, <c>E6</c> ...: a decimal exponent.</summary>
    DecimalExponent,
}
