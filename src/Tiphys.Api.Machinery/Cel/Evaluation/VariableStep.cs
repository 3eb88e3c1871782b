using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Evaluation;

internal sealed class VariableStep(int slot) : Step
{
    public override CelValue Evaluate(Frame frame)
    {
        frame.Charge(1);
        return frame.Slots[slot];
    }
}
