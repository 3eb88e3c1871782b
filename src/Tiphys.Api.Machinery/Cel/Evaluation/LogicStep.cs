using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Evaluation;

/// <summary><c>&amp;&amp;</c> and <c>||</c>: one operand that decides is enough, whatever the other is.</summary>
/// <param name="decisive">False for and, true for or.</param>
internal sealed class LogicStep(Step left, Step right, bool decisive) : Step
{
    public override CelValue Evaluate(Frame frame)
    {
        var first = left.Evaluate(frame);
        if (first.Kind == CelKind.Bool && first.IsTrue == decisive)
            return first;
        var second = right.Evaluate(frame);
        if (second.Kind == CelKind.Bool && second.IsTrue == decisive)
            return second;
        if (first.Kind == CelKind.Bool && second.Kind == CelKind.Bool)
            return CelValue.From(!decisive);
        return first.IsError ? first : second.IsError ? second : CelErrors.NoSuchOverload;
    }
}
