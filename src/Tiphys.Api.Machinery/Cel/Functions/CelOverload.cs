using Tiphys.Api.Machinery.Cel.Costs;
using Tiphys.Api.Machinery.Cel.Types;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>One signature of a function.</summary>
/// <param name="Parameters">Of a member function the receiver first.</param>
/// <param name="Cost">What a call costs.</param>
internal sealed record CelOverload(string Function, bool IsMember, IReadOnlyList<CelType> Parameters, CelType Result, CelFunction Body, CallCost Cost)
{
    /// <summary>True if type variables occur, which checking replaces by new ones for each call.</summary>
    public bool IsGeneric { get; } = Parameters.Append(Result).Any(HasVariable);

    /// <summary>Whether values may be handed to the body, as far as can be seen without looking into aggregates.</summary>
    public bool Accepts(ReadOnlySpan<CelValue> arguments)
    {
        if (arguments.Length != Parameters.Count)
            return false;
        for (var i = 0; i < arguments.Length; i++)
        {
            if (!Accepts(Parameters[i], arguments[i]))
                return false;
        }

        return true;
    }

    private static bool Accepts(CelType type, in CelValue value) => type.Kind switch
    {
        CelTypeKind.Dyn or CelTypeKind.Variable => true,
        CelTypeKind.Null => value.Kind == CelKind.Null,
        CelTypeKind.Bool => value.Kind == CelKind.Bool,
        CelTypeKind.Int => value.Kind == CelKind.Int,
        CelTypeKind.Uint => value.Kind == CelKind.Uint,
        CelTypeKind.Double => value.Kind == CelKind.Double,
        CelTypeKind.String => value.Kind == CelKind.String,
        CelTypeKind.Bytes => value.Kind == CelKind.Bytes,
        CelTypeKind.Duration => value.Kind == CelKind.Duration,
        CelTypeKind.Timestamp => value.Kind == CelKind.Timestamp,
        CelTypeKind.List => value.Kind == CelKind.List && AcceptsElements(type.Parameters[0], value.AsList),
        CelTypeKind.Map => value.Kind == CelKind.Map,
        CelTypeKind.Type => value.Kind == CelKind.Type,
        _ when type.IsOptional => value.Kind == CelKind.Optional,
        _ => value.Kind == CelKind.Object && value.AsObject.Type.Name == type.Name,
    };

    /// <summary>Overloads of list(int), list(string) ... are told apart by the first element.</summary>
    private static bool AcceptsElements(CelType element, CelList list) =>
        element.Kind is CelTypeKind.Dyn or CelTypeKind.Variable || list.Count == 0 || Accepts(element, list[0]);

    private static bool HasVariable(CelType type) => type.Kind == CelTypeKind.Variable || type.Parameters.Any(HasVariable);
}
