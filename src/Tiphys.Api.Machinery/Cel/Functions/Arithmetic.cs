using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>Whole-number and time arithmetic; what does not fit is an error, nothing wraps around.</summary>
internal static class Arithmetic
{
    public static CelValue Add(long left, long right)
    {
        var sum = unchecked(left + right);
        return ((left ^ sum) & (right ^ sum)) < 0 ? CelErrors.IntOverflow : CelValue.From(sum);
    }

    public static CelValue Add(ulong left, ulong right) => left > ulong.MaxValue - right ? CelErrors.UintOverflow : CelValue.From(left + right);

    public static CelValue Subtract(long left, long right)
    {
        var difference = unchecked(left - right);
        return ((left ^ right) & (left ^ difference)) < 0 ? CelErrors.IntOverflow : CelValue.From(difference);
    }

    public static CelValue Subtract(ulong left, ulong right) => left < right ? CelErrors.UintOverflow : CelValue.From(left - right);

    public static CelValue Multiply(long left, long right)
    {
        var product = (Int128)left * right;
        return product < long.MinValue || product > long.MaxValue ? CelErrors.IntOverflow : CelValue.From((long)product);
    }

    public static CelValue Multiply(ulong left, ulong right) =>
        Math.BigMul(left, right, out var low) != 0 ? CelErrors.UintOverflow : CelValue.From(low);

    public static CelValue Divide(long left, long right) =>
        right == 0 ? CelErrors.DivisionByZero : left == long.MinValue && right == -1 ? CelErrors.IntOverflow : CelValue.From(left / right);

    public static CelValue Modulo(long left, long right) =>
        right == 0 ? CelErrors.ModulusByZero : left == long.MinValue && right == -1 ? CelErrors.IntOverflow : CelValue.From(left % right);

    public static CelValue Negate(long value) => value == long.MinValue ? CelErrors.IntOverflow : CelValue.From(-value);

    public static CelValue AddDurations(long left, long right) =>
        Add(left, right) is { IsError: false } sum ? CelValue.FromNanoseconds(sum.AsInt) : CelErrors.DurationOverflow;

    public static CelValue SubtractDurations(long left, long right) =>
        Subtract(left, right) is { IsError: false } difference ? CelValue.FromNanoseconds(difference.AsInt) : CelErrors.DurationOverflow;

    public static CelValue AddToTime(CelTime time, long nanoseconds) =>
        time.Add(nanoseconds) is { } moved ? CelValue.From(moved) : CelErrors.TimestampOverflow;

    public static CelValue SubtractFromTime(CelTime time, long nanoseconds) =>
        nanoseconds == long.MinValue ? CelErrors.TimestampOverflow : AddToTime(time, -nanoseconds);

    public static CelValue Between(CelTime left, CelTime right) =>
        left.Since(right) is { } difference ? CelValue.FromNanoseconds(difference) : CelErrors.DurationOverflow;
}
