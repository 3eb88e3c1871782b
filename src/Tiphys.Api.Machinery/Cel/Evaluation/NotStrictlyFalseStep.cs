using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Evaluation;

/// <summary>Whether a comprehension goes on: on errors it does.</summary>
internal sealed class NotStrictlyFalseStep(Step operand) : Step
{
    public override CelValue Evaluate(Frame frame)
    {
        var value = operand.Evaluate(frame);
        frame.Charge(1);
        return CelValue.From(!value.IsFalse);
    }
}
