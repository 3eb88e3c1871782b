using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;
using Tiphys.Api.Resources;

namespace Tiphys.Api.Machinery.Validation.Metadata;

/// <summary>What every object's metadata must be.</summary>
public static class MetadataRules
{
    private const int AnnotationBytes = 256 * 1024;

    /// <summary>The metadata of a new object; its name has been generated already if it was to be.</summary>
    public static void Validate(ResourceInfo resource, DocObject metadata, FieldPath path, FieldErrors errors)
    {
        var check = NameRules.Of(resource);
        if (metadata.Text("generateName") is { Length: > 0 } prefix)
            errors.InvalidIf(check(NameRules.MaskTrailingDash(prefix)), path.Child("generateName"), prefix);
        if (metadata.Text("name") is { Length: > 0 } name)
            errors.InvalidIf(check(name), path.Child("name"), name);
        else
            errors.Required(path.Child("name"), "name or generateName is required");
        if (resource.Namespaced && metadata.Text("namespace") is { Length: > 0 } @namespace)
            errors.InvalidIf(NameFormats.Label1123(@namespace), path.Child("namespace"), @namespace);
        ValidateCommon(metadata, path, errors);
    }

    /// <summary>What an update did to metadata.</summary>
    public static void ValidateUpdate(DocObject updated, DocObject old, FieldPath path, FieldErrors errors)
    {
        foreach (var name in (string[])["name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"])
            errors.Immutable(updated, old, name, path);
        if (old.GetString("deletionTimestamp") is not null)
            RefuseNewFinalizers(updated, old, path, errors);
        ValidateCommon(updated, path, errors);
    }

    /// <summary>Labels, wherever they stand.</summary>
    public static void ValidateLabels(DocObject? labels, FieldPath path, FieldErrors errors)
    {
        foreach (var (key, value) in labels ?? [])
        {
            errors.InvalidIf(NameFormats.QualifiedName(key), path, key);
            errors.InvalidIf(NameFormats.LabelValue((value as DocString)?.Value ?? ""), path, value);
        }
    }

    /// <summary>Annotations, wherever they stand.</summary>
    public static void ValidateAnnotations(DocObject? annotations, FieldPath path, FieldErrors errors)
    {
        var size = 0L;
        foreach (var (key, value) in annotations ?? [])
        {
            errors.InvalidIf(NameFormats.QualifiedName(key.ToLowerInvariant()), path, key);
            size += System.Text.Encoding.UTF8.GetByteCount(key) + System.Text.Encoding.UTF8.GetByteCount((value as DocString)?.Value ?? "");
        }

        if (size > AnnotationBytes)
            errors.TooLong(path, AnnotationBytes);
    }

    private static void ValidateCommon(DocObject metadata, FieldPath path, FieldErrors errors)
    {
        errors.NonNegative(metadata, "generation", path);
        ValidateLabels(metadata.GetObject("labels"), path.Child("labels"), errors);
        ValidateAnnotations(metadata.GetObject("annotations"), path.Child("annotations"), errors);
        ValidateOwners(metadata, path, errors);
        foreach (var (finalizer, _) in metadata.Texts("finalizers", path))
            errors.InvalidIf(FinalizerError(finalizer), path.Child("finalizers"), finalizer);
        var finalizers = metadata.GetArray("finalizers")?.Strings().ToArray() ?? [];
        if (finalizers.Contains("orphan") && finalizers.Contains("foregroundDeletion"))
            errors.Invalid(path.Child("finalizers"), metadata["finalizers"], "finalizer orphan and foregroundDeletion cannot be both set");
    }

    private static string? FinalizerError(string finalizer)
    {
        if (NameFormats.QualifiedName(finalizer) is { } wrong)
            return wrong;
        return finalizer.Contains('/') || finalizer is "orphan" or "foregroundDeletion" or "kubernetes"
            ? null
            : "name is neither a standard finalizer name nor is it fully qualified";
    }

    private static void ValidateOwners(DocObject metadata, FieldPath path, FieldErrors errors)
    {
        string? controller = null;
        foreach (var (owner, at) in metadata.Items("ownerReferences", path))
        {
            if (!GroupVersion.TryParse(owner.Text("apiVersion"), out _))
                errors.Invalid(path.Child("ownerReferences", "apiVersion"), owner["apiVersion"], "version must not be empty");
            // These errors name the list, not the element.
            foreach (var name in (string[])["kind", "name", "uid"])
            {
                if (!owner.IsSet(name))
                    errors.Invalid(path.Child("ownerReferences", name), owner[name], "must not be empty");
            }

            if (owner.Text("apiVersion") == "v1" && owner.Text("kind") == "Event")
                errors.Invalid(at, owner, "v1, Kind=Event is disallowed from being an owner");
            if (owner.GetBool("controller") != true)
                continue;
            if (controller is not null)
            {
                errors.Invalid(
                    path.Child("ownerReferences"),
                    metadata["ownerReferences"],
                    $"Only one reference can have Controller set to true. Found \"true\" in references for {controller} and {owner.Text("name")}");
            }

            controller = owner.Text("name");
        }
    }

    private static void RefuseNewFinalizers(DocObject updated, DocObject old, FieldPath path, FieldErrors errors)
    {
        var before = old.GetArray("finalizers")?.Strings().ToHashSet() ?? [];
        var added = (updated.GetArray("finalizers")?.Strings() ?? []).Where(finalizer => !before.Contains(finalizer)).ToArray();
        if (added.Length > 0)
        {
            errors.Forbidden(
                path.Child("finalizers"),
                $"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{string.Join(", ", added.Select(f => $"\"{f}\""))}}}");
        }
    }
}
