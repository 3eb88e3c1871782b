using System.Runtime.CompilerServices;
using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Cel.Rules;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Validation;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.CustomResources;

/// <summary>Judges a custom resource: first by its structural schema, then, if it has the right shape, by its validation rules.</summary>
internal static class CustomResourceRules
{
    private static readonly HashSet<string> Blocking = ["FieldValueNotSupported", "FieldValueRequired", "FieldValueTooLong", "FieldValueTooMany", "FieldValueTypeInvalid"];

    // Schemas live as long as the definition's version they were read from; their rules are compiled once.
    private static readonly ConditionalWeakTable<Schema, Holder> Compiled = [];

    public static void Validate(Schema schema, DocObject document, DocObject? old, FieldErrors errors, CancellationToken cancellationToken)
    {
        SchemaRules.Validate(schema, document, old, errors);
        if (Compiled.GetValue(schema, static key => new Holder(CelSchemaRules.Compile(key))).Rules is not { } rules)
            return;
        if (errors.Causes.Any(cause => Blocking.Contains(cause.Reason)))
        {
            errors.Invalid(FieldPath.Root, DocNull.Instance, "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation");
            return;
        }

        var warnings = new List<string>();
        foreach (var cause in rules.Validate(document, old, new CelBudget(), warnings, cancellationToken))
            errors.Add(cause);
        foreach (var warning in warnings)
            errors.Warn(warning);
    }

    private sealed record Holder(CelSchemaRules? Rules);
}
