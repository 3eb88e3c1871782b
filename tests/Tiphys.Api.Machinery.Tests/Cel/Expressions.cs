using Tiphys.Api.Machinery.Cel;
using Tiphys.Api.Machinery.Cel.Types;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Tests.Cel;

/// <summary>Evaluates expressions that have one variable, <c>x</c> of type dyn.</summary>
internal static class Expressions
{
    private static readonly CelEnvironment Environment = new([new CelVariable("x", CelType.Dyn)]);

    /// <summary>The result as text, or what went wrong after <c>!</c>.</summary>
    public static string Run(string expression, CelValue x = default)
    {
        var compiled = Environment.Compile(expression);
        if (compiled.Program is null)
            return "!" + (compiled.ConstantFailure ?? compiled.IssueText);
        var value = compiled.Program.Evaluate([x]).Value;
        return value.IsError ? "!" + value.ErrorMessage : value.ToString();
    }

    public static CelCompilation Compile(string expression) => Environment.Compile(expression);
}
