using Tiphys.Api.Machinery.Cel.Costs;
using Tiphys.Api.Machinery.Cel.Values;
using Tiphys.Primitives.Quantities;

namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>The Kubernetes quantity library.</summary>
internal static class QuantityFunctions
{
    public static void Declare(Declarations declare)
    {
        declare.Global("quantity", "string -> quantity", a => Parse(a[0].AsString), TextCosts.ParseFirst);
        declare.Global("isQuantity", "string -> bool", a => CelValue.From(Quantity.TryParse(a[0].AsString, out _)), TextCosts.ParseFirst);
        declare.Global("sign", "quantity -> int", a => CelValue.From((long)Of(a[0]).Sign));
        declare.Member("isGreaterThan", "quantity, quantity -> bool", a => CelValue.From(Of(a[0]) > Of(a[1])));
        declare.Member("isLessThan", "quantity, quantity -> bool", a => CelValue.From(Of(a[0]) < Of(a[1])));
        declare.Member("compareTo", "quantity, quantity -> int", a => CelValue.From((long)Of(a[0]).CompareTo(Of(a[1]))));
        declare.Member("asApproximateFloat", "quantity -> double", a => CelValue.From(Of(a[0]).ToDouble()));
        declare.Member("asInteger", "quantity -> int", a => Value(a[0]).Whole is { } whole ? CelValue.From(whole) : CelValue.Error("cannot convert value to integer"));
        declare.Member("isInteger", "quantity -> bool", a => CelValue.From(Value(a[0]).Whole is not null));
        declare.Member("add", "quantity, quantity -> quantity", a => From(Of(a[0]) + Of(a[1])));
        declare.Member("add", "quantity, int -> quantity", a => From(Of(a[0]) + Quantity.FromUnits(a[1].AsInt)));
        declare.Member("sub", "quantity, quantity -> quantity", a => From(Of(a[0]) - Of(a[1])));
        declare.Member("sub", "quantity, int -> quantity", a => From(Of(a[0]) - Quantity.FromUnits(a[1].AsInt)));
    }

    private static QuantityValue Value(in CelValue value) => (QuantityValue)value.AsObject;

    private static Quantity Of(in CelValue value) => Value(value).Value;

    private static CelValue From(Quantity quantity) => CelValue.From(new QuantityValue(quantity));

    private static CelValue Parse(string text) => Quantity.TryParse(text, out var quantity)
        ? From(quantity)
        : CelValue.Error("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
}
