using System.Diagnostics;
using CsCheck;
using Tiphys.Api.Machinery.Cel;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Tests.Cel;

public sealed class CelFuzzTests
{
    private static readonly string[] Pieces =
    [
        "x", "1", "-", "2u", "1.5", "'a'", "b'a'", "r'\\'", "true", "null", "[", "]", "{", "}", "(", ")", ".", "?", ":", ",", "&&", "||", "!", "==", "<",
        "+", "*", "/", "%", " in ", ".map(i, ", ".filter(i, ", ".all(i, ", "has(x.a)", "size(", ".split(", "timestamp(", "duration('1s')", "optional.of(",
        ".?a", "[?", ".optMap(v, v)", ".matches('a+')", "type(", "\\", "'", "\"\"\"", "//", "\n", "`a`", "quantity('1')", "lists.range(", ".sortBy(i, i)",
        "\U0001F431", "\0", "9999999999999999999", "0x", "1e999",
    ];

    private static readonly Gen<string> Random = Gen.Int[0, Pieces.Length - 1].Array[0, 30].Select(picks => string.Concat(picks.Select(pick => Pieces[pick])));

    private static readonly Gen<string> WellFormed = Gen.Recursive<string>((depth, inner) => depth > 4
        ? Gen.OneOf(Gen.Const("x"), Gen.Const("1"), Gen.Const("'a'"), Gen.Const("[1, 2]"), Gen.Const("{'a': 1}"), Gen.Const("0"), Gen.Const("1.5"), Gen.Const("2u"))
        : Gen.OneOf(
            Gen.Select(inner, inner, Pick("+", "-", "*", "/", "%", "==", "<", "&&", "||", "in"), (left, right, op) => $"dyn({left}) {op} dyn({right})"),
            Gen.Select(inner, inner, Pick("all", "exists", "map", "filter", "exists_one"), (range, body, macro) => $"dyn({range}).{macro}(i, dyn({body}) == i)"),
            Gen.Select(inner, inner, inner, (a, b, c) => $"(dyn({a}) == 1 ? dyn({b}) : dyn({c}))"),
            inner.Select(value => $"size(dyn({value}))"),
            inner.Select(value => $"string(dyn({value}))"),
            Gen.Select(inner, inner, (a, b) => $"[dyn({a}), dyn({b})]"),
            Gen.Select(inner, inner, (a, b) => $"dyn({a})[dyn({b})]")));

    private static Gen<string> Pick(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    [Fact]
    public void Compile_AnyText_AnswersWithoutThrowing() => Random.Sample(text => Evaluate(text), iter: 20_000);

    [Fact]
    public void Evaluate_AnyExpression_EndsInAValueWithinTheLimit() => WellFormed.Sample(text => Evaluate(text), iter: 10_000);

    [Theory]
    [InlineData("(", 5_000)]
    [InlineData("[", 5_000)]
    [InlineData("!", 50_000)]
    [InlineData("-", 50_000)]
    [InlineData("x.", 20_000)]
    [InlineData("x+", 20_000)]
    [InlineData("x&&", 20_000)]
    [InlineData("x?x:", 20_000)]
    [InlineData("{1:", 20_000)]
    [InlineData("x[", 20_000)]
    public void Compile_DeepNesting_IsRefusedQuickly(string piece, int count)
    {
        var started = Stopwatch.GetTimestamp();
        Expressions.Compile(string.Concat(Enumerable.Repeat(piece, count)) + "x");
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 20);
    }

    [Fact]
    public void Compile_ChainOfOptionalMaps_StaysLinear()
    {
        var text = "x" + string.Concat(Enumerable.Repeat(".optMap(v, v)", 60)) + ".hasValue()";
        Assert.NotNull(Expressions.Compile(text).Program);
    }

    [Fact]
    public void Evaluate_NestedComprehensions_EndAtTheCostLimit()
    {
        var program = Expressions.Compile("lists.range(1000).all(a, lists.range(1000).all(b, lists.range(1000).all(c, a + b + c >= 0)))").Program!;
        var result = program.Evaluate([CelValue.Null]);
        Assert.True(result.IsOverLimit);
        Assert.Equal("operation cancelled: actual cost limit exceeded", result.Value.ErrorMessage);
        Assert.InRange(result.Cost, CelLimits.PerCall, CelLimits.PerCall + 10_000);
    }

    [Fact]
    public void Evaluate_Cancelled_Stops()
    {
        var program = Expressions.Compile("lists.range(1000).all(a, lists.range(1000).all(b, a + b >= 0))").Program!;
        Assert.Throws<OperationCanceledException>(() => program.Evaluate([CelValue.Null], CelLimits.PerCall, new CancellationToken(true)));
    }

    private static void Evaluate(string text)
    {
        var compiled = Expressions.Compile(text);
        Assert.Equal(compiled.Program is null, compiled.Issues.Count > 0 || compiled.ConstantFailure is not null);
        compiled.Program?.Evaluate([CelValue.Null], 100_000);
        compiled.Program?.EstimateCost(_ => null);
    }
}
