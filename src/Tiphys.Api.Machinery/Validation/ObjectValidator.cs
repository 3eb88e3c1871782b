using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Machinery.CustomResources;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Validation.Metadata;
using Tiphys.Api.Machinery.Warnings;
using Tiphys.Api.Resources;

namespace Tiphys.Api.Machinery.Validation;

/// <summary>
/// Judges objects before they are stored: after defaulting, admission's mutation and the update strategy. Every error is collected, none is
/// thrown.
/// </summary>
public static class ObjectValidator
{
    /// <summary>Judges a new object.</summary>
    /// <exception cref="OperationCanceledException">The request has gone away while rules of a custom resource were run.</exception>
    public static ValidationResult ValidateCreate(ResourceInfo resource, DocObject document, CancellationToken cancellationToken = default)
    {
        var errors = new FieldErrors();
        MetadataRules.Validate(resource, document.GetObject("metadata") ?? [], FieldPath.Root.Child("metadata"), errors);
        if (resource.IsCustom)
            CustomResourceRules.Validate(resource.Schema, document, null, errors, cancellationToken);
        else if (KindValidators.TryGet(resource, out var kind))
            kind.Create(document, errors);
        return Result(resource, "", document, null, errors);
    }

    /// <summary>Judges an update.</summary>
    /// <param name="subresource">Empty for the object itself.</param>
    /// <inheritdoc cref="ValidateCreate"/>
    public static ValidationResult ValidateUpdate(
        ResourceInfo resource,
        string subresource,
        DocObject updated,
        DocObject old,
        CancellationToken cancellationToken = default)
    {
        var errors = new FieldErrors();
        var metadata = FieldPath.Root.Child("metadata");
        MetadataRules.ValidateUpdate(updated.GetObject("metadata") ?? [], old.GetObject("metadata") ?? [], metadata, errors);
        if (resource.IsCustom)
            CustomResourceRules.Validate(resource.Schema, updated, old, errors, cancellationToken);
        else if (KindValidators.TryGet(resource, out var kind))
            kind.ValidateUpdate(subresource, updated, old, errors);
        return Result(resource, subresource, updated, old, errors);
    }

    /// <summary>Throws what was found as the 422 that clients get.</summary>
    /// <exception cref="ApiException">422, if there is any cause.</exception>
    public static void ThrowIfAny(ResourceInfo resource, DocObject document, IReadOnlyList<StatusCause> causes)
    {
        // An event is the core group's kind, whichever group it came by.
        var group = resource.GroupVersion.Group == "events.k8s.io" ? "" : resource.GroupVersion.Group;
        if (causes.Count > 0)
            throw ApiException.Invalid(group, resource.Kind, document.GetObject("metadata")?.GetString("name") ?? "", causes);
    }

    private static ValidationResult Result(ResourceInfo resource, string subresource, DocObject document, DocObject? old, FieldErrors errors) =>
        errors.IsEmpty
            ? new([], [.. errors.Warnings, .. ObjectWarnings.Of(resource, subresource, document, old)])
            : new(errors.Causes, []);
}
