using Tiphys.Api.Machinery.Cel.Costs;
using Tiphys.Api.Machinery.Cel.Types;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Evaluation;

internal sealed class StructStep(CelType type, (string Name, Step Value, bool IsOptional)[] fields) : Step
{
    public override CelValue Evaluate(Frame frame)
    {
        var values = new Dictionary<string, CelValue>(fields.Length, StringComparer.Ordinal);
        foreach (var (name, step, isOptional) in fields)
        {
            var value = step.Evaluate(frame);
            if (value.IsError)
                return value;
            if (isOptional)
            {
                if (value.Kind != CelKind.Optional)
                    return CelValue.Error($"cannot initialize optional entry '{name}' from non-optional value {CelText.Display(value)}");
                if (!value.HasValue)
                    continue;
                value = value.OptionalValue;
            }

            values[name] = value;
        }

        frame.Charge(CallCost.StructCreation);
        return CelValue.From(new StructValue(type, values));
    }
}
