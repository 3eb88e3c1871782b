using Tiphys.Api.Machinery.Cel.Costs;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Evaluation;

internal sealed class ListStep(Step[] elements, IReadOnlyList<bool> optional) : Step
{
    public override CelValue Evaluate(Frame frame)
    {
        var items = new List<CelValue>(elements.Length);
        for (var i = 0; i < elements.Length; i++)
        {
            var value = elements[i].Evaluate(frame);
            if (value.IsError)
                return value;
            if (!optional[i])
                items.Add(value);
            else if (value.Kind != CelKind.Optional)
                return CelValue.Error($"cannot initialize optional list element from non-optional value {CelText.Display(value)}");
            else if (value.HasValue)
                items.Add(value.OptionalValue);
        }

        frame.Charge(CallCost.ListCreation);
        return CelValue.From(new ArrayList(items));
    }
}
