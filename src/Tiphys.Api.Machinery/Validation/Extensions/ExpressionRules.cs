using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Cel.Functions;
using Tiphys.Api.Machinery.Cel.Policies;
using Tiphys.Api.Machinery.Cel.Types;
using Tiphys.Api.Machinery.Fields;

namespace Tiphys.Api.Machinery.Validation.Extensions;

/// <summary>The expressions of policies and match conditions: each must compile and give what its place asks for.</summary>
internal static class ExpressionRules
{
    /// <summary>Each entry of a list costs a compilation, and three megabytes hold a hundred thousand.</summary>
    private const int MostExpressions = 1_000;

    private static readonly FieldPath Spec = FieldPath.Root.Child("spec");

    private static readonly HashSet<string> Reserved =
    [
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package", "namespace",
        "return", "var", "void", "while",
    ];

    public static void ValidatingPolicy(DocObject spec, FieldErrors errors)
    {
        if (!AreFew(spec, errors, "variables", "validations", "auditAnnotations"))
            return;
        var environment = Environment(spec, isMutation: false, errors);
        foreach (var (validation, at) in spec.Items("validations", Spec))
        {
            Judge(environment, validation, "expression", at, errors, CelType.Bool);
            Judge(environment, validation, "messageExpression", at, errors, CelType.String);
        }

        foreach (var (annotation, at) in spec.Items("auditAnnotations", Spec))
            Judge(environment, annotation, "valueExpression", at, errors, CelType.String, CelType.Null);
    }

    public static void MutatingPolicy(DocObject spec, FieldErrors errors)
    {
        if (!AreFew(spec, errors, "variables", "mutations"))
            return;
        var environment = Environment(spec, isMutation: true, errors);
        foreach (var (mutation, at) in spec.Items("mutations", Spec))
        {
            if (mutation.Text("patchType") == "ApplyConfiguration" && mutation.GetObject("applyConfiguration") is { } configuration)
                Judge(environment, configuration, "expression", at.Child("applyConfiguration"), errors, MutationTypes.Object);
            if (mutation.Text("patchType") == "JSONPatch" && mutation.GetObject("jsonPatch") is { } patch)
                Judge(environment, patch, "expression", at.Child("jsonPatch"), errors, CelType.List(MutationTypes.JsonPatch));
        }
    }

    /// <param name="owner">A policy's spec or a webhook.</param>
    public static void MatchConditions(DocObject owner, FieldPath path, FieldErrors errors)
    {
        var environment = new PolicyEnvironment(owner.GetObject("paramKind") is not null, hasVariables: false);
        foreach (var (condition, at) in owner.Items("matchConditions", path))
            Judge(environment, condition, "expression", at, errors, CelType.Bool);
    }

    private static bool AreFew(DocObject spec, FieldErrors errors, params ReadOnlySpan<string> lists)
    {
        var few = true;
        foreach (var name in lists)
        {
            if (spec.GetArray(name) is not { Count: > MostExpressions } many)
                continue;
            errors.TooMany(Spec.Child(name), many.Count, MostExpressions);
            few = false;
        }

        return few;
    }

    private static PolicyEnvironment Environment(DocObject spec, bool isMutation, FieldErrors errors)
    {
        var environment = new PolicyEnvironment(spec.GetObject("paramKind") is not null, isMutation: isMutation);
        foreach (var (variable, at) in spec.Items("variables", Spec))
        {
            var name = variable.Text("name");
            if (variable.Text("expression").Trim().Length > 0 && environment.AddVariable(name, variable.Text("expression")).Error is { } error)
                errors.Invalid(at.Child("expression"), variable["expression"], error);
        }

        return environment;
    }

    private static void Judge(PolicyEnvironment environment, DocObject owner, string name, FieldPath path, FieldErrors errors, params ReadOnlySpan<CelType> allowed)
    {
        var text = owner.Text(name);
        if (text.Trim().Length > 0 && environment.Compile(text, allowed).Error is { } error)
            errors.Invalid(path.Child(name), text, error);
    }

    /// <summary>True for a name that an expression can use.</summary>
    public static bool IsIdentifier(string name) =>
        !Reserved.Contains(name) && (char.IsAsciiLetter(name[0]) || name[0] == '_') && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
