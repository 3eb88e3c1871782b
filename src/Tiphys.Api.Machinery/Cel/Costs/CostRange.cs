namespace Tiphys.Api.Machinery.Cel.Costs;

/// <summary>The least and the most that something costs or holds; sums and products stop at <see cref="ulong.MaxValue"/>.</summary>
internal readonly record struct CostRange(ulong Min, ulong Max)
{
    public static readonly CostRange Zero;
    public static readonly CostRange One = new(1, 1);
    public static readonly CostRange Unknown = new(0, ulong.MaxValue);

    /// <summary>The unit of a union: contains nothing.</summary>
    public static readonly CostRange Nothing = new(ulong.MaxValue, 0);

    public static CostRange Exactly(ulong value) => new(value, value);

    public static CostRange operator +(CostRange left, CostRange right) => new(Sum(left.Min, right.Min), Sum(left.Max, right.Max));

    public static CostRange operator *(CostRange left, CostRange right) => new(Product(left.Min, right.Min), Product(left.Max, right.Max));

    /// <summary>Times a factor, rounded up.</summary>
    public static CostRange operator *(CostRange range, double factor) => new(Scale(range.Min, factor), Scale(range.Max, factor));

    /// <summary>The range that holds both.</summary>
    public CostRange Union(CostRange other) => new(Math.Min(Min, other.Min), Math.Max(Max, other.Max));

    public static ulong Sum(ulong left, ulong right) => left > ulong.MaxValue - right ? ulong.MaxValue : left + right;

    public static ulong Product(ulong left, ulong right) => right != 0 && left > ulong.MaxValue / right ? ulong.MaxValue : left * right;

    public static ulong Scale(ulong value, double factor)
    {
        var scaled = Math.Ceiling(value * factor);
        return scaled >= ulong.MaxValue ? ulong.MaxValue : (ulong)scaled;
    }
}
