using System.Runtime.CompilerServices;
using Tiphys.Api.Machinery.Cel.Functions;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Evaluation;

/// <summary>A call whose overload is decided by the arguments' values among those that the checker left.</summary>
internal sealed class CallStep(Step[] arguments, CelOverload[] overloads) : Step
{
    private const int Inline = 4;

    public override CelValue Evaluate(Frame frame)
    {
        var buffer = default(Buffer);
        Span<CelValue> values = arguments.Length <= Inline ? buffer : new CelValue[arguments.Length];
        values = values[..arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            values[i] = arguments[i].Evaluate(frame);
            if (values[i].IsError)
                return values[i];
        }

        foreach (var overload in overloads)
        {
            if (!overload.Accepts(values))
                continue;
            var result = overload.Body(values);
            frame.Charge(overload.Cost.Actual(values, result));
            return result;
        }

        return CelErrors.NoSuchOverload;
    }

    [InlineArray(Inline)]
    private struct Buffer
    {
        private CelValue _first;
    }
}
