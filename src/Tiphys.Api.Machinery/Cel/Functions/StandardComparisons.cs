using Tiphys.Api.Machinery.Cel.Costs;
using Tiphys.Api.Machinery.Cel.Syntax;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>Equality and order, across number types too.</summary>
internal static class StandardComparisons
{
    private static readonly string[] Scalars =
    [
        "bool, bool", "int, int", "int, double", "int, uint", "uint, uint", "uint, double", "uint, int",
        "double, double", "double, int", "double, uint", "timestamp, timestamp", "duration, duration",
    ];

    private static readonly string[] Texts = ["string, string", "bytes, bytes"];

    public static void Declare(Declarations declare)
    {
        declare.Global(Operators.Equal, "A, A -> bool", a => CelValue.From(CelEquality.AreEqual(a[0], a[1])), LogicCosts.Comparison);
        declare.Global(Operators.NotEqual, "A, A -> bool", a => CelValue.From(!CelEquality.AreEqual(a[0], a[1])), LogicCosts.Comparison);
        Order(declare, Operators.Less, order => order < 0);
        Order(declare, Operators.LessEqual, order => order <= 0);
        Order(declare, Operators.Greater, order => order > 0);
        Order(declare, Operators.GreaterEqual, order => order >= 0);
    }

    private static void Order(Declarations declare, string function, Func<int, bool> holds)
    {
        CelValue Body(ReadOnlySpan<CelValue> a) => CelEquality.Compare(a[0], a[1]) is { } order ? CelValue.From(holds(order)) : CelErrors.NotANumber;
        foreach (var operands in Scalars)
            declare.Global(function, $"{operands} -> bool", Body);
        foreach (var operands in Texts)
            declare.Global(function, $"{operands} -> bool", Body, LogicCosts.Comparison);
    }
}
