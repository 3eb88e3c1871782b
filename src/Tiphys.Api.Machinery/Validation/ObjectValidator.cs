using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Machinery.CustomResources;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Validation.Metadata;
using Tiphys.Api.Resources;

namespace Tiphys.Api.Machinery.Validation;

/// <summary>
/// Judges objects before they are stored: after defaulting, admission's mutation and the update strategy. Every error is collected, none is
/// thrown.
/// </summary>
public static class ObjectValidator
{
    /// <summary>What is wrong with a new object; empty if it may be stored.</summary>
    public static IReadOnlyList<StatusCause> ValidateCreate(ResourceInfo resource, DocObject document)
    {
        var errors = new FieldErrors();
        MetadataRules.Validate(resource, document.GetObject("metadata") ?? [], FieldPath.Root.Child("metadata"), errors);
        if (resource.IsCustom)
            CustomResourceRules.Validate(resource.Schema, document, null, errors);
        else if (KindValidators.TryGet(resource, out var kind))
            kind.Create(document, errors);
        return errors.Causes;
    }

    /// <summary>What is wrong with an update; empty if it may be stored.</summary>
    /// <param name="subresource">Empty for the object itself.</param>
    public static IReadOnlyList<StatusCause> ValidateUpdate(ResourceInfo resource, string subresource, DocObject updated, DocObject old)
    {
        var errors = new FieldErrors();
        var metadata = FieldPath.Root.Child("metadata");
        MetadataRules.ValidateUpdate(updated.GetObject("metadata") ?? [], old.GetObject("metadata") ?? [], metadata, errors);
        if (resource.IsCustom)
            CustomResourceRules.Validate(resource.Schema, updated, old, errors);
        else if (KindValidators.TryGet(resource, out var kind))
            kind.ValidateUpdate(subresource, updated, old, errors);
        return errors.Causes;
    }

    /// <summary>Throws what was found as the 422 that clients get.</summary>
    /// <exception cref="ApiException">422, if there is any cause.</exception>
    public static void ThrowIfAny(ResourceInfo resource, DocObject document, IReadOnlyList<StatusCause> causes)
    {
        if (causes.Count > 0)
            throw ApiException.Invalid(resource.GroupVersion.Group, resource.Kind, document.GetObject("metadata")?.GetString("name") ?? "", causes);
    }
}
