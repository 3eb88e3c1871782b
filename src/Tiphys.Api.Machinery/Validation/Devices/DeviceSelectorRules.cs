using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Cel;
using Tiphys.Api.Machinery.Cel.Types;
using Tiphys.Api.Machinery.Fields;

namespace Tiphys.Api.Machinery.Validation.Devices;

/// <summary>Expressions that choose devices.</summary>
internal static class DeviceSelectorRules
{
    private const int MostSelectors = 32;
    private const int LongestExpression = 10 * 1024;

    // Attributes and capacities are grouped by the domain that defined them.
    private static readonly CelType Device = CelType.Struct("kubernetes.DRADevice", name => name switch
    {
        "driver" => CelType.String,
        "allowMultipleAllocations" => CelType.Bool,
        "attributes" or "capacity" => CelType.Map(CelType.String, CelType.Map(CelType.String, CelType.Dyn)),
        _ => null,
    });

    private static readonly CelEnvironment Environment = new([new CelVariable("device", Device)]);

    public static void Validate(DocObject owner, FieldPath path, FieldErrors errors)
    {
        foreach (var (selector, at) in DeviceNames.Limited(owner, "selectors", MostSelectors, path, errors))
        {
            if (selector.GetObject("cel") is not { } cel)
                errors.Required(at.Child("cel"));
            else
                Expression(cel.Text("expression"), at.Child("cel", "expression"), errors);
        }
    }

    private static void Expression(string text, FieldPath path, FieldErrors errors)
    {
        if (text.Length > LongestExpression)
        {
            errors.TooLong(path, LongestExpression);
            return;
        }

        var outcome = Environment.Compile(text);
        if (outcome.Program is not { } program)
            errors.Invalid(path, text, outcome.Failure ?? "");
        else if (!program.ResultType.Equals(CelType.Bool) && program.ResultType.Kind != CelTypeKind.Dyn)
            errors.Invalid(path, text, $"must evaluate to bool or the unknown type, not {program.ResultType}");
    }
}
