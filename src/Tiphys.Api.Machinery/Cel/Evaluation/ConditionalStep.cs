using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Evaluation;

internal sealed class ConditionalStep(Step condition, Step whenTrue, Step whenFalse) : Step
{
    public override CelValue Evaluate(Frame frame)
    {
        var value = condition.Evaluate(frame);
        if (value.Kind != CelKind.Bool)
            return value.IsError ? value : CelErrors.NoSuchOverload;
        return (value.IsTrue ? whenTrue : whenFalse).Evaluate(frame);
    }
}
