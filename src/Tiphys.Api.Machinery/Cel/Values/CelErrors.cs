namespace Tiphys.Api.Machinery.Cel.Values;

/// <summary>The errors that evaluation ends in, worded as clients of Kubernetes know them.</summary>
internal static class CelErrors
{
    public static readonly CelValue NoSuchOverload = CelValue.Error("no such overload");
    public static readonly CelValue DivisionByZero = CelValue.Error("division by zero");
    public static readonly CelValue ModulusByZero = CelValue.Error("modulus by zero");
    public static readonly CelValue IntOverflow = CelValue.Error("integer overflow");
    public static readonly CelValue UintOverflow = CelValue.Error("unsigned integer overflow");
    public static readonly CelValue DurationOverflow = CelValue.Error("duration overflow");
    public static readonly CelValue TimestampOverflow = CelValue.Error("timestamp overflow");
    public static readonly CelValue NotANumber = CelValue.Error("NaN values cannot be ordered");
    public static readonly CelValue EmptyOptional = CelValue.Error("optional.none() dereference");

    public static CelValue NoSuchKey(in CelValue key) => CelValue.Error($"no such key: {CelText.Display(key)}");

    public static CelValue NoSuchKey(string key) => CelValue.Error($"no such key: {key}");

    public static CelValue IndexOutOfBounds(long index) => CelValue.Error($"index out of bounds: {index}");

    public static CelValue Conversion(string from, string to) => CelValue.Error($"type conversion error from '{from}' to '{to}'");
}
