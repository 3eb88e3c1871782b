using Tiphys.Api.Machinery.Cel.Costs;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>The sets extension: lists taken as sets.</summary>
internal static class SetFunctions
{
    private static readonly CallCost Once = Product(1);
    private static readonly CallCost Twice = Product(2);

    public static void Declare(Declarations declare)
    {
        declare.Global("sets.contains", "list(T), list(T) -> bool", a => CelValue.From(ContainsAll(a[0].AsList, a[1].AsList)), Once);
        declare.Global("sets.equivalent", "list(T), list(T) -> bool", a => CelValue.From(ContainsAll(a[0].AsList, a[1].AsList) && ContainsAll(a[1].AsList, a[0].AsList)), Twice);
        declare.Global("sets.intersects", "list(T), list(T) -> bool", a => CelValue.From(Intersects(a[0].AsList, a[1].AsList)), Once);
    }

    private static CallCost Product(ulong times) => new(
        (arguments, in _) => CostRange.Sum(1, times * CostRange.Product(CallCost.SizeOf(arguments[0]), CallCost.SizeOf(arguments[1]))),
        call => new CallEstimate(CostRange.One + (call.Size(0) * call.Size(1) * CostRange.Exactly(times)), null));

    private static bool ContainsAll(CelList list, CelList wanted)
    {
        for (var i = 0; i < wanted.Count; i++)
        {
            if (!Lookups.Contains(list, wanted[i]))
                return false;
        }

        return true;
    }

    private static bool Intersects(CelList left, CelList right)
    {
        for (var i = 0; i < left.Count; i++)
        {
            if (Lookups.Contains(right, left[i]))
                return true;
        }

        return false;
    }
}
