using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Evaluation;

internal sealed class ConstantStep(CelValue value) : Step
{
    public override CelValue Evaluate(Frame frame) => value;
}
