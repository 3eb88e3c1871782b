using System.Diagnostics.CodeAnalysis;

namespace Tiphys.Primitives.Quantities;

/// <summary>
/// An exact resource amount, such as <c>250m</c> of a processor or <c>1Gi</c> of memory, kept in billionths.
/// </summary>
/// <remarks>
/// Follows the quantity of the Kubernetes API: amounts finer than a billionth are rounded away from zero, amounts beyond
/// <see cref="long.MaxValue"/> units are cut to it. Equality and order are by amount; the format only decides how it is written.
/// </remarks>
public readonly struct Quantity : IEquatable<Quantity>, IComparable<Quantity>
{
    internal const long NanosPerUnit = 1_000_000_000;
    private static readonly Int128 Largest = (Int128)long.MaxValue * NanosPerUnit;

    internal Quantity(Int128 nanos, QuantityFormat format)
    {
        Nanos = nanos > Largest ? Largest : nanos < -Largest ? -Largest : nanos;
        Format = format;
    }

    public static Quantity Zero => default;

    public QuantityFormat Format { get; }

    /// <summary>The amount in billionths of a unit.</summary>
    public Int128 Nanos { get; }

    public bool IsZero => Nanos == 0;

    /// <summary>-1, 0 or 1.</summary>
    public int Sign => Int128.Sign(Nanos);

    /// <summary>Whole units, rounded up.</summary>
    public long Value => (long)DivideUp(Nanos, NanosPerUnit);

    /// <summary>Thousandths, rounded up; cut to <see cref="long.MaxValue"/>.</summary>
    public long MilliValue
    {
        get
        {
            var milli = DivideUp(Nanos, 1_000_000);
            return milli > long.MaxValue ? long.MaxValue : milli < long.MinValue ? long.MinValue : (long)milli;
        }
    }

    public static Quantity FromUnits(long units, QuantityFormat format = QuantityFormat.DecimalSI) => new((Int128)units * NanosPerUnit, format);

    public static Quantity FromMilli(long milli, QuantityFormat format = QuantityFormat.DecimalSI) => new((Int128)milli * 1_000_000, format);

    /// <exception cref="FormatException">The text is no quantity; the message is fit for a client.</exception>
    public static Quantity Parse(string text) => TryParse(text, out var value)
        ? value
        : throw new FormatException(QuantityParser.FormatMessage);

    public static bool TryParse([NotNullWhen(true)] string? text, out Quantity value) => QuantityParser.TryParse(text, out value);

    public static Quantity operator +(Quantity left, Quantity right) => new(left.Nanos + right.Nanos, Dominant(left, right));

    public static Quantity operator -(Quantity left, Quantity right) => new(left.Nanos - right.Nanos, Dominant(left, right));

    public static Quantity operator -(Quantity value) => new(-value.Nanos, value.Format);

    public static bool operator ==(Quantity left, Quantity right) => left.Nanos == right.Nanos;

    public static bool operator !=(Quantity left, Quantity right) => left.Nanos != right.Nanos;

    public static bool operator <(Quantity left, Quantity right) => left.Nanos < right.Nanos;

    public static bool operator >(Quantity left, Quantity right) => left.Nanos > right.Nanos;

    public static bool operator <=(Quantity left, Quantity right) => left.Nanos <= right.Nanos;

    public static bool operator >=(Quantity left, Quantity right) => left.Nanos >= right.Nanos;

    public static Quantity Max(Quantity left, Quantity right) => left.Nanos >= right.Nanos ? left : right;

    /// <summary>The amount as a floating-point number; for ratios, not for bookkeeping.</summary>
    public double ToDouble() => (double)Nanos / NanosPerUnit;

    public int CompareTo(Quantity other) => Nanos.CompareTo(other.Nanos);

    public bool Equals(Quantity other) => Nanos == other.Nanos;

    public override bool Equals(object? obj) => obj is Quantity other && Equals(other);

    public override int GetHashCode() => Nanos.GetHashCode();

    /// <summary>The canonical form: the largest suffix that leaves a whole number, <c>0.1</c> as <c>100m</c>, <c>1024Mi</c> as <c>1Gi</c>.</summary>
    public override string ToString() => QuantityWriter.Write(this);

    internal static Int128 DivideUp(Int128 value, Int128 divisor)
    {
        var (quotient, rest) = Int128.DivRem(value, divisor);
        return rest > 0 ? quotient + 1 : quotient;
    }

    // As upstream: the receiver's format stands unless it is zero.
    private static QuantityFormat Dominant(Quantity left, Quantity right) => left.IsZero ? right.Format : left.Format;
}
