using Tiphys.Api.Machinery.Cel;
using Tiphys.Api.Machinery.Cel.Types;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.ApiServer.Configuration;

/// <summary>A CEL expression of a configuration file, over one variable that holds a document.</summary>
internal sealed class MapExpression
{
    private readonly CelProgram _program;

    /// <param name="variable">What the expression calls it: <c>claims</c>, <c>user</c>, <c>request</c>.</param>
    /// <exception cref="FormatException">The expression does not compile.</exception>
    public MapExpression(string expression, string variable)
    {
        var compiled = new CelEnvironment([new CelVariable(variable, CelType.Map(CelType.String, CelType.Dyn))]).Compile(expression);
        _program = compiled.Program ?? throw new FormatException($"the expression \"{expression}\" does not compile: {compiled.IssueText}");
    }

    /// <summary>The value; an error for one that could not be had.</summary>
    public CelValue Evaluate(CelValue value) => _program.Evaluate([value]).Value;

    /// <summary>A string or a list of strings; null for anything else, with null and an absent optional as none.</summary>
    public static IReadOnlyList<string>? Strings(CelValue value) => value.Kind switch
    {
        CelKind.String => value.AsString.Length == 0 ? [] : [value.AsString],
        CelKind.Null => [],
        CelKind.Optional => value.HasValue ? Strings(value.OptionalValue) : [],
        CelKind.List => value.AsList.ToArray() is var items && items.All(item => item.Kind == CelKind.String) ? [.. items.Select(item => item.AsString)] : null,
        _ => null,
    };
}
