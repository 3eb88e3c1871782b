using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.Cel.Rules;

/// <summary>
/// The validation rules (<c>x-kubernetes-validations</c>) of a custom resource's schema, compiled. Immutable; may validate any
/// number of objects at once. Follows "Validation rules" of apiextensions.k8s.io/v1.
/// </summary>
public sealed class CelSchemaRules
{
    private readonly RuleNode _root;

    private CelSchemaRules(RuleNode root) => _root = root;

    /// <summary>Compiles the rules of a version's schema that was accepted; null if it has none.</summary>
    public static CelSchemaRules? Compile(Schema root) => RuleNode.Of(root) is { } node ? new CelSchemaRules(node) : null;

    /// <summary>Judges the rules of a schema that is being written: form, types, worst-case costs.</summary>
    /// <param name="openApiV3Schema">The schema as it is written.</param>
    /// <param name="path">Where it stands: <c>spec.versions[0].schema.openAPIV3Schema</c>.</param>
    /// <param name="faults">What else is wrong with the schema; rules at and around such places are not compiled. Null for nothing.</param>
    /// <param name="compiles">False if the schema is not structural: then only the form of its rules is judged.</param>
    public static IReadOnlyList<StatusCause> Check(DocObject openApiV3Schema, FieldPath path, IReadOnlyList<StatusCause>? faults = null, bool compiles = true) =>
        new RuleCheck(path, faults ?? [], compiles).Run(openApiV3Schema);

    /// <summary>Runs the rules on an object that is being written.</summary>
    /// <param name="value">The object, defaulted and pruned, in this schema's version.</param>
    /// <param name="old">The object as it was, in the same version; null on create.</param>
    /// <param name="budget">What the rules may cost together.</param>
    /// <param name="warnings">Takes what is wrong but was so before and has not changed.</param>
    /// <exception cref="OperationCanceledException">The request was cancelled.</exception>
    public IReadOnlyList<StatusCause> Validate(DocObject value, DocObject? old, CelBudget budget, ICollection<string>? warnings = null, CancellationToken cancellationToken = default)
    {
        var validation = new RuleValidation(budget, cancellationToken);
        validation.Visit(_root, FieldPath.Root, value, old, new Correlation(value, old, null, null));
        foreach (var warning in validation.Warnings)
            warnings?.Add(warning);
        return validation.Errors;
    }
}
