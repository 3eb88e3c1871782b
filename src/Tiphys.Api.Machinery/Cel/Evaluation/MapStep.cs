using Tiphys.Api.Machinery.Cel.Costs;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Evaluation;

internal sealed class MapStep((Step Key, Step Value, bool IsOptional)[] entries) : Step
{
    public override CelValue Evaluate(Frame frame)
    {
        // A new one each time: an empty map may be an accumulator that grows.
        var map = new DictionaryMap();
        foreach (var (keyStep, valueStep, isOptional) in entries)
        {
            var key = keyStep.Evaluate(frame);
            if (key.IsError)
                return key;
            if (key.Kind is not (CelKind.String or CelKind.Bool or CelKind.Int or CelKind.Uint or CelKind.Double))
                return CelValue.Error($"unsupported key type: {key.Type.Name}");
            var value = valueStep.Evaluate(frame);
            if (value.IsError)
                return value;
            if (isOptional)
            {
                if (value.Kind != CelKind.Optional)
                    return CelValue.Error($"cannot initialize optional entry '{CelText.Display(key)}' from non-optional value {CelText.Display(value)}");
                if (!value.HasValue)
                    continue;
                value = value.OptionalValue;
            }

            // As upstream has it: of a key that is given twice the later value stands.
            map.Set(key, value);
        }

        frame.Charge(CallCost.MapCreation);
        return CelValue.From(map);
    }
}
