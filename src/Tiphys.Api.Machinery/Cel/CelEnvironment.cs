using Tiphys.Api.Machinery.Cel.Checking;
using Tiphys.Api.Machinery.Cel.Functions;
using Tiphys.Api.Machinery.Cel.Syntax;
using Tiphys.Api.Machinery.Cel.Types;

namespace Tiphys.Api.Machinery.Cel;

/// <summary>
/// What expressions can name: variables, types, and the functions of the CEL language definition and of the Kubernetes
/// libraries at level 1.36. Immutable and safe for any number of threads.
/// </summary>
public sealed class CelEnvironment
{
    private readonly IReadOnlyList<CelVariable> _variables;
    private readonly Func<string, CelType?> _types;
    private readonly FunctionTable _functions;

    public CelEnvironment(IReadOnlyList<CelVariable> variables)
        : this(variables, _ => null, FunctionTable.Kubernetes)
    {
    }

    private CelEnvironment(IReadOnlyList<CelVariable> variables, Func<string, CelType?> types, FunctionTable functions)
    {
        _variables = variables;
        _types = types;
        _functions = functions;
    }

    /// <summary>The type of authorizers, for a variable.</summary>
    public static CelType AuthorizerType => LibraryTypes.Authorizer;

    /// <summary>The type of a check of one resource, for a field of a variable.</summary>
    public static CelType ResourceCheckType => LibraryTypes.ResourceCheck;

    /// <summary>An environment that also has <c>Object{...}</c>, <c>JSONPatch{...}</c> and <c>jsonpatch.escapeKey</c>, for mutating policies.</summary>
    public static CelEnvironment ForMutation(IReadOnlyList<CelVariable> variables) => new(variables, MutationTypes.Find, FunctionTable.Mutation);

    /// <summary>The same functions and types with other variables.</summary>
    public CelEnvironment With(IReadOnlyList<CelVariable> variables) => new(variables, _types, _functions);

    /// <summary>Parses and checks an expression. Never throws: whatever is wrong is in the issues.</summary>
    public CelCompilation Compile(string expression)
    {
        var issues = new IssueList(new SourceText(expression));
        if (Parser.Parse(expression, issues) is not { } expr)
            return new CelCompilation(null, issues.ToList());
        var scope = new Scope(_variables, _types);
        Checker.Check(expr, scope, _functions, issues);
        if (issues.Count > 0)
            return new CelCompilation(null, issues.ToList());
        if (ConstantParts.Failure(expr) is { } failure)
            return new CelCompilation(null, []) { ConstantFailure = failure, ResultType = expr.Type };
        var uses = new HashSet<string>(StringComparer.Ordinal);
        UsedVariables.Collect(expr, _variables.Count, uses);
        return new CelCompilation(new CelProgram(expr, scope.Slots, uses), []) { ResultType = expr.Type };
    }
}
