using Tiphys.Api.Machinery.Cel.Costs;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Evaluation;

/// <summary>Names a value for an expression.</summary>
internal sealed class BindingStep(int slot, Step value, Step body) : Step
{
    public override CelValue Evaluate(Frame frame)
    {
        frame.Charge(CallCost.ListCreation);
        frame.Slots[slot] = value.Evaluate(frame);
        return body.Evaluate(frame);
    }
}
