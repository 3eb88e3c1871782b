using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.Strictness;

/// <summary>
/// Makes a document fit its schema, in place, as decoding into a type and encoding again would upstream: unknown fields go,
/// nulls and empty optional lists and maps go, quantities and times take their canonical form, wrong types are refused.
/// </summary>
public static class SchemaFit
{
    /// <summary>Fits a document that a client sent.</summary>
    /// <returns>The unknown fields it had.</returns>
    /// <exception cref="ApiException">400: a value has another type than its field.</exception>
    public static StrictComplaints Fit(ResourceInfo resource, DocObject document)
    {
        try
        {
            return FitOrThrow(resource.Schema, document, resource.IsCustom);
        }
        catch (FormatException e)
        {
            throw NotHandled(resource, e.Message);
        }
    }

    /// <summary>Fits a document that a patch made.</summary>
    /// <inheritdoc cref="Fit"/>
    /// <exception cref="ApiException">422: a value has another type than its field.</exception>
    public static StrictComplaints FitPatched(ResourceInfo resource, DocObject document)
    {
        try
        {
            return FitOrThrow(resource.Schema, document, resource.IsCustom);
        }
        catch (FormatException e)
        {
            throw StrictComplaints.InvalidPatch(document, e.Message);
        }
    }

    /// <summary>400 in the form of upstream's decoder.</summary>
    public static ApiException NotHandled(ResourceInfo resource, string detail) =>
        ApiException.BadRequest($"{resource.Kind} in version \"{resource.GroupVersion.Version}\" cannot be handled as a {resource.Kind}: {detail}");

    private static StrictComplaints FitOrThrow(Schema schema, DocObject document, bool custom)
    {
        var complaints = new StrictComplaints();
        if (custom)
            CustomResourcePruning.Prune(schema, document, complaints);
        else
            new TypedFit(complaints).FitObject(schema, document);
        return complaints;
    }
}
