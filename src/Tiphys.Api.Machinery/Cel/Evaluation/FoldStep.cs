using Tiphys.Api.Machinery.Cel.Costs;
using Tiphys.Api.Machinery.Cel.Syntax;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Evaluation;

/// <summary>A comprehension.</summary>
internal sealed class FoldStep(ComprehensionExpr fold, Step range, Step initial, Step condition, Step step, Step result) : Step
{
    private readonly bool _growsList = fold.Initial is ListExpr { Elements.Count: 0 };

    public override CelValue Evaluate(Frame frame)
    {
        var over = range.Evaluate(frame);
        if (over.IsError)
            return over;
        if (over.Kind is not (CelKind.List or CelKind.Map))
            return CelErrors.NoSuchOverload;
        var growing = _growsList ? new GrowingList() : null;
        if (growing is not null)
            frame.Charge(CallCost.ListCreation);
        frame.Slots[fold.AccumulatorSlot] = growing is null ? initial.Evaluate(frame) : CelValue.From(growing);
        if (over.Kind == CelKind.List)
            OverList(frame, over.AsList);
        else
            OverMap(frame, over.AsMap);
        var value = result.Evaluate(frame);
        growing?.IsDone = true;
        return value;
    }

    private void OverList(Frame frame, CelList list)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (fold.SecondVariable is null)
            {
                frame.Slots[fold.VariableSlot] = list[i];
            }
            else
            {
                frame.Slots[fold.VariableSlot] = CelValue.From((long)i);
                frame.Slots[fold.SecondSlot] = list[i];
            }

            if (!Once(frame))
                return;
        }
    }

    private void OverMap(Frame frame, CelMap map)
    {
        foreach (var key in map.Keys())
        {
            frame.Slots[fold.VariableSlot] = key;
            if (fold.SecondVariable is not null && map.TryGet(key, out frame.Slots[fold.SecondSlot]) is false)
                continue;
            if (!Once(frame))
                return;
        }
    }

    private bool Once(Frame frame)
    {
        frame.Tick();
        if (!condition.Evaluate(frame).IsTrue)
            return false;
        frame.Slots[fold.AccumulatorSlot] = step.Evaluate(frame);
        return true;
    }
}
