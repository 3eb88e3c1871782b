using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Validation;

namespace Tiphys.Api.Machinery.CustomResources;

/// <summary>minimum, maximum, their exclusive forms, multipleOf.</summary>
internal static class NumberRules
{
    public static void Validate(DocObject rules, DocNumber number, FieldPath path, FieldErrors errors)
    {
        if (rules["maximum"] is DocNumber maximum)
        {
            var exclusive = rules.GetBool("exclusiveMaximum") == true;
            var order = Compare(number, maximum);
            if (order > 0 || (order == 0 && exclusive))
                errors.Invalid(path, number, $"{path} in body should be less than {(exclusive ? "" : "or equal to ")}{maximum}");
        }

        if (rules["minimum"] is DocNumber minimum)
        {
            var exclusive = rules.GetBool("exclusiveMinimum") == true;
            var order = Compare(number, minimum);
            if (order < 0 || (order == 0 && exclusive))
                errors.Invalid(path, number, $"{path} in body should be greater than {(exclusive ? "" : "or equal to ")}{minimum}");
        }

        if (rules["multipleOf"] is DocNumber factor && !IsMultiple(number, factor))
            errors.Invalid(path, number, $"{path} in body should be a multiple of {factor}");
    }

    private static int Compare(DocNumber left, DocNumber right) =>
        left.TryGetInt64(out var a) && right.TryGetInt64(out var b) ? a.CompareTo(b) : left.AsDouble().CompareTo(right.AsDouble());

    private static bool IsMultiple(DocNumber number, DocNumber factor)
    {
        if (number.TryGetInt64(out var whole) && factor.TryGetInt64(out var divisor) && divisor != 0)
            return whole % divisor == 0;
        var quotient = number.AsDouble() / factor.AsDouble();
        return Math.Abs(quotient - Math.Round(quotient)) < 1e-9;
    }
}
