using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Evaluation;

/// <summary>A node of a program. Immutable; everything that changes is in the frame.</summary>
internal abstract class Step
{
    public abstract CelValue Evaluate(Frame frame);
}
