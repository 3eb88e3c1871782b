using Tiphys.Api.Machinery.Cel.Costs;
using Tiphys.Api.Machinery.Cel.Syntax;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>The operators of the CEL language definition that compute; logic is evaluated by steps of its own.</summary>
internal static class StandardOperators
{
    private static readonly CallCost Concatenation = new(
        (arguments, in _) => CostRange.Scale(CallCost.SizeOf(arguments[0]) + CallCost.SizeOf(arguments[1]), CallCost.TraversalFactor),
        call =>
        {
            var size = call.Size(0) + call.Size(1);
            return new CallEstimate(size * CallCost.TraversalFactor, size);
        });

    private static readonly CallCost ListConcatenation = new((_, in _) => 1, call => new CallEstimate(CostRange.One, call.Size(0) + call.Size(1)));

    private static readonly CallCost ListSearch = new((arguments, in _) => CallCost.SizeOf(arguments[1]), call => new CallEstimate(call.Size(1), null));

    public static void Declare(Declarations declare)
    {
        // Declared for the checker; evaluation has steps for them.
        declare.Global(Operators.Conditional, "bool, A, A -> A", a => a[0].IsTrue ? a[1] : a[2], LogicCosts.Conditional);
        declare.Global(Operators.And, "bool, bool -> bool", a => CelValue.From(a[0].IsTrue && a[1].IsTrue), LogicCosts.Logic);
        declare.Global(Operators.Or, "bool, bool -> bool", a => CelValue.From(a[0].IsTrue || a[1].IsTrue), LogicCosts.Logic);
        declare.Global(Operators.Not, "bool -> bool", a => CelValue.From(!a[0].IsTrue));
        declare.Global(Operators.NotStrictlyFalse, "bool -> bool", a => CelValue.From(!a[0].IsFalse));
        Add(declare);
        Subtract(declare);
        MultiplyAndDivide(declare);
        declare.Global(Operators.Negate, "double -> double", a => CelValue.From(-a[0].AsDouble));
        declare.Global(Operators.Negate, "int -> int", a => Arithmetic.Negate(a[0].AsInt));
        declare.Global(Operators.Index, "list(A), int -> A", a => Lookups.Index(a[0], a[1]), LogicCosts.ListIndex);
        declare.Global(Operators.Index, "map(A, B), A -> B", a => Lookups.Index(a[0], a[1]), LogicCosts.MapIndex);
        declare.Global(Operators.Index, "optional(list(A)), int -> optional(A)", a => Lookups.OptionalIndex(a[0], a[1]));
        declare.Global(Operators.Index, "optional(map(A, B)), A -> optional(B)", a => Lookups.OptionalIndex(a[0], a[1]));
        declare.Global(Operators.In, "A, list(A) -> bool", a => CelValue.From(Lookups.Contains(a[1].AsList, a[0])), ListSearch);
        declare.Global(Operators.In, "A, map(A, B) -> bool", a => CelValue.From(a[1].AsMap.TryGet(a[0], out _)));
    }

    private static void Add(Declarations declare)
    {
        declare.Global(Operators.Add, "bytes, bytes -> bytes", a => CelValue.From([.. a[0].AsBytes, .. a[1].AsBytes]), Concatenation);
        declare.Global(Operators.Add, "double, double -> double", a => CelValue.From(a[0].AsDouble + a[1].AsDouble));
        declare.Global(Operators.Add, "duration, duration -> duration", a => Arithmetic.AddDurations(a[0].AsNanoseconds, a[1].AsNanoseconds));
        declare.Global(Operators.Add, "duration, timestamp -> timestamp", a => Arithmetic.AddToTime(a[1].AsTime, a[0].AsNanoseconds));
        declare.Global(Operators.Add, "timestamp, duration -> timestamp", a => Arithmetic.AddToTime(a[0].AsTime, a[1].AsNanoseconds));
        declare.Global(Operators.Add, "int, int -> int", a => Arithmetic.Add(a[0].AsInt, a[1].AsInt));
        declare.Global(Operators.Add, "list(A), list(A) -> list(A)", a => CelValue.From(a[0].AsList.Concat(a[1].AsList)), ListConcatenation);
        declare.Global(Operators.Add, "string, string -> string", a => CelValue.From(a[0].AsString + a[1].AsString), Concatenation);
        declare.Global(Operators.Add, "uint, uint -> uint", a => Arithmetic.Add(a[0].AsUint, a[1].AsUint));
    }

    private static void Subtract(Declarations declare)
    {
        declare.Global(Operators.Subtract, "double, double -> double", a => CelValue.From(a[0].AsDouble - a[1].AsDouble));
        declare.Global(Operators.Subtract, "duration, duration -> duration", a => Arithmetic.SubtractDurations(a[0].AsNanoseconds, a[1].AsNanoseconds));
        declare.Global(Operators.Subtract, "int, int -> int", a => Arithmetic.Subtract(a[0].AsInt, a[1].AsInt));
        declare.Global(Operators.Subtract, "timestamp, duration -> timestamp", a => Arithmetic.SubtractFromTime(a[0].AsTime, a[1].AsNanoseconds));
        declare.Global(Operators.Subtract, "timestamp, timestamp -> duration", a => Arithmetic.Between(a[0].AsTime, a[1].AsTime));
        declare.Global(Operators.Subtract, "uint, uint -> uint", a => Arithmetic.Subtract(a[0].AsUint, a[1].AsUint));
    }

    private static void MultiplyAndDivide(Declarations declare)
    {
        declare.Global(Operators.Multiply, "double, double -> double", a => CelValue.From(a[0].AsDouble * a[1].AsDouble));
        declare.Global(Operators.Multiply, "int, int -> int", a => Arithmetic.Multiply(a[0].AsInt, a[1].AsInt));
        declare.Global(Operators.Multiply, "uint, uint -> uint", a => Arithmetic.Multiply(a[0].AsUint, a[1].AsUint));
        declare.Global(Operators.Divide, "double, double -> double", a => CelValue.From(a[0].AsDouble / a[1].AsDouble));
        declare.Global(Operators.Divide, "int, int -> int", a => Arithmetic.Divide(a[0].AsInt, a[1].AsInt));
        declare.Global(Operators.Divide, "uint, uint -> uint", a => a[1].AsUint == 0 ? CelErrors.DivisionByZero : CelValue.From(a[0].AsUint / a[1].AsUint));
        declare.Global(Operators.Modulo, "int, int -> int", a => Arithmetic.Modulo(a[0].AsInt, a[1].AsInt));
        declare.Global(Operators.Modulo, "uint, uint -> uint", a => a[1].AsUint == 0 ? CelErrors.ModulusByZero : CelValue.From(a[0].AsUint % a[1].AsUint));
    }
}
