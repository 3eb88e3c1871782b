using Tiphys.Api.Machinery.Cel.Functions;
using Tiphys.Api.Machinery.Cel.Syntax;
using Tiphys.Api.Machinery.Cel.Types;

namespace Tiphys.Api.Machinery.Cel.Checking;

/// <summary>Checks a format and its arguments when both are written out.</summary>
internal static class FormatCheck
{
    /// <summary>Adds the first problem, as upstream names it.</summary>
    public static void Run(string pattern, CallExpr call, ListExpr arguments, IssueList issues)
    {
        var next = 0;
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] != '%')
                continue;
            if (++i >= pattern.Length)
            {
                issues.Add(call.Offset, "unexpected end of string");
                return;
            }

            if (pattern[i] == '%')
                continue;
            if (next >= arguments.Elements.Count)
            {
                issues.Add(call.Offset, $"index {next} out of range");
                return;
            }

            if (!FormatFunctions.TryPrecision(pattern, ref i, out _, out var error) || !"sdfebxXo".Contains(pattern[i]))
            {
                issues.Add(call.Offset, $"could not parse formatting clause: {(i < pattern.Length && "0123456789.".Contains(pattern[i]) || i >= pattern.Length ? error : $"unrecognized formatting clause \"{pattern[i]}\"")}");
                return;
            }

            var argument = arguments.Elements[next++];
            if (FormatFunctions.ClauseProblem(pattern[i], argument.Type.Name) is var problem && !Accepts(pattern[i], argument.Type))
            {
                issues.Add(argument.Offset, problem);
                return;
            }
        }
    }

    private static bool Accepts(char clause, CelType type) => type.Kind == CelTypeKind.Dyn || clause switch
    {
        's' => type.Kind is not (CelTypeKind.Opaque or CelTypeKind.Struct),
        'd' or 'o' => type.Kind is CelTypeKind.Int or CelTypeKind.Uint,
        'f' or 'e' => type.Kind is CelTypeKind.Double or CelTypeKind.String,
        'b' => type.Kind is CelTypeKind.Int or CelTypeKind.Uint or CelTypeKind.Bool,
        _ => type.Kind is CelTypeKind.Int or CelTypeKind.Uint or CelTypeKind.String or CelTypeKind.Bytes,
    };
}
