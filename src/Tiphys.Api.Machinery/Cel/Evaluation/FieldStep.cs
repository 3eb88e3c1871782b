using Tiphys.Api.Machinery.Cel.Functions;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Evaluation;

/// <summary>A field's value, or whether there is one.</summary>
internal sealed class FieldStep(Step operand, string field, bool isTest) : Step
{
    public override CelValue Evaluate(Frame frame)
    {
        var value = operand.Evaluate(frame);
        if (value.IsError)
            return value;
        if (isTest)
            return Lookups.HasField(value, field);
        frame.Charge(1);
        return Lookups.Field(value, field);
    }
}
