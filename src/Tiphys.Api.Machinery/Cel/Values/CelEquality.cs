namespace Tiphys.Api.Machinery.Cel.Values;

/// <summary>Equality and order of values of any types, as the CEL language definition has them.</summary>
public static class CelEquality
{
    /// <summary>For dictionaries keyed by values.</summary>
    public static IEqualityComparer<CelValue> Keys { get; } = EqualityComparer<CelValue>.Create((left, right) => AreEqual(left, right), HashOf);

    /// <summary>Numbers compare by value across types; otherwise values of different types are not equal.</summary>
    public static bool AreEqual(in CelValue left, in CelValue right)
    {
        if (left.Kind != right.Kind)
            return left.IsNumber && right.IsNumber && CompareNumbers(left, right) == 0;
        return left.Kind switch
        {
            CelKind.Null => true,
            CelKind.Bool => left.IsTrue == right.IsTrue,
            CelKind.Int or CelKind.Uint or CelKind.Duration => left.AsInt == right.AsInt,
            CelKind.Double => left.AsDouble == right.AsDouble,
            CelKind.String => left.AsString == right.AsString,
            CelKind.Bytes => left.AsBytes.AsSpan().SequenceEqual(right.AsBytes),
            CelKind.Timestamp => left.AsTime == right.AsTime,
            CelKind.List => left.AsList.ValueEquals(right.AsList),
            CelKind.Map => left.AsMap.ValueEquals(right.AsMap),
            CelKind.Type => left.AsType.Name == right.AsType.Name,
            CelKind.Optional => left.HasValue == right.HasValue && (!left.HasValue || AreEqual(left.OptionalValue, right.OptionalValue)),
            CelKind.Object => left.AsObject.Type.Equals(right.AsObject.Type) && left.AsObject.ValueEquals(right.AsObject),
            _ => false,
        };
    }

    /// <summary>-1, 0, 1; null if the values have no order among each other or one is not a number.</summary>
    public static int? Compare(in CelValue left, in CelValue right)
    {
        if (left.IsNumber && right.IsNumber)
            return CompareNumbers(left, right);
        if (left.Kind != right.Kind)
            return null;
        return left.Kind switch
        {
            CelKind.Bool or CelKind.Duration => left.AsInt.CompareTo(right.AsInt),
            CelKind.String => CompareText(left.AsString, right.AsString),
            CelKind.Bytes => Math.Sign(left.AsBytes.AsSpan().SequenceCompareTo(right.AsBytes)),
            CelKind.Timestamp => left.AsTime.CompareTo(right.AsTime),
            _ => null,
        };
    }

    /// <summary>By code points, which is not the order of UTF-16 units.</summary>
    public static int CompareText(string left, string right)
    {
        var shared = left.AsSpan().CommonPrefixLength(right);
        if (shared == left.Length || shared == right.Length)
            return left.Length.CompareTo(right.Length);
        var (a, b) = (left[shared], right[shared]);
        var (isHighA, isHighB) = (char.IsSurrogate(a), char.IsSurrogate(b));
        return isHighA == isHighB ? Math.Sign(a.CompareTo(b)) : isHighA ? 1 : -1;
    }

    private static int? CompareNumbers(in CelValue left, in CelValue right) => (left.Kind, right.Kind) switch
    {
        (CelKind.Int, CelKind.Int) => left.AsInt.CompareTo(right.AsInt),
        (CelKind.Uint, CelKind.Uint) => left.AsUint.CompareTo(right.AsUint),
        (CelKind.Double, CelKind.Double) => CompareDoubles(left.AsDouble, right.AsDouble),
        (CelKind.Int, CelKind.Uint) => left.AsInt < 0 ? -1 : ((ulong)left.AsInt).CompareTo(right.AsUint),
        (CelKind.Uint, CelKind.Int) => right.AsInt < 0 ? 1 : left.AsUint.CompareTo((ulong)right.AsInt),
        (CelKind.Int, _) => CompareToDouble(left.AsInt, right.AsDouble),
        (CelKind.Uint, _) => CompareToDouble(left.AsUint, right.AsDouble),
        (_, CelKind.Int) => -CompareToDouble(right.AsInt, left.AsDouble),
        _ => -CompareToDouble(right.AsUint, left.AsDouble),
    };

    private static int? CompareDoubles(double left, double right) =>
        double.IsNaN(left) || double.IsNaN(right) ? null : left == right ? 0 : left < right ? -1 : 1;

    private static int? CompareToDouble(Int128 whole, double real)
    {
        if (double.IsNaN(real))
            return null;
        if (Math.Abs(real) >= 1e30)
            return real > 0 ? -1 : 1;
        var floor = Math.Floor(real);
        var order = whole.CompareTo((Int128)floor);
        return order != 0 ? order : real > floor ? -1 : 0;
    }

    private static int HashOf(CelValue value) => value.Kind switch
    {
        CelKind.Int => value.AsInt.GetHashCode(),
        CelKind.Uint => unchecked((long)value.AsUint).GetHashCode(),
        CelKind.Double => value.AsDouble is >= -9e18 and <= 9e18 ? ((long)value.AsDouble).GetHashCode() : 0,
        CelKind.String => value.AsString.GetHashCode(),
        CelKind.Bool => value.IsTrue ? 1 : 2,
        _ => (int)value.Kind,
    };
}
