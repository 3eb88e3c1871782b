using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;

namespace Tiphys.Api.Machinery.ServerSideApply;

/// <summary>
/// Keeps <c>metadata.managedFields</c>: who last set which field. Every write but an apply passes through <see cref="Track"/>,
/// applies through <see cref="Apply"/>.
/// </summary>
/// <remarks>Follows structured-merge-diff and the field manager of apimachinery, with managers of all versions read in the version at hand.</remarks>
public static class FieldManager
{
    private const string BeforeFirstApply = "before-first-apply";

    /// <summary>The manager's name: the <c>fieldManager</c> parameter, else the first part of the user agent.</summary>
    public static string NameOf(string? fieldManager, string? userAgent)
    {
        const int Longest = 128;
        if (!string.IsNullOrEmpty(fieldManager))
            return fieldManager;
        var name = (userAgent ?? "").Split('/')[0];
        return name.Length > Longest ? name[..Longest] : name.Length > 0 ? name : "unknown";
    }

    /// <summary>
    /// Works a create, update or patch into <c>metadata.managedFields</c> of <paramref name="updated"/>, in place. Called after defaulting and
    /// before mutating admission.
    /// </summary>
    /// <param name="subresource">Empty for the object itself.</param>
    /// <param name="live">The stored object in the same version; null on create. Left as it is.</param>
    /// <param name="updated">What is to be stored.</param>
    public static void Track(ResourceInfo resource, string subresource, DocObject? live, DocObject updated, string manager, DateTimeOffset now)
    {
        var metadata = updated.GetOrAddObject("metadata");
        var before = live?.GetPath("metadata", "managedFields") as DocArray;
        var sent = metadata["managedFields"] as DocArray;
        var comparison = DocumentComparison.Of(
            resource.Schema,
            live is null ? NewObject.Of(resource) : Untracked(live),
            Untracked(updated),
            UntrackedFields.ResetBy(resource, subresource));
        var keepsEntries = sent is null || subresource.Length > 0 || (before is not null && sent.DeepEquals(before));
        if (comparison.IsEmpty && keepsEntries)
        {
            metadata["managedFields"] = before;
            return;
        }

        // An object that has no entries gets none by being updated: its first apply starts them.
        var managed = ManagedFields.Start(live, subresource.Length > 0 ? null : updated);
        if (live is not null && managed.Entries.Count == 0)
        {
            metadata["managedFields"] = null;
            return;
        }

        // Who changed the number of replicas through the scale is told without a time.
        DateTimeOffset? time = subresource == "scale" ? null : now;
        RecordUpdate(managed, comparison, ManagerId.Of(manager, isApply: false, resource.ApiVersion, subresource), resource.ApiVersion, time);
        managed.Cap();
        var written = managed.Write();
        metadata["managedFields"] = written.Count > 0 ? written : null;
    }

    /// <summary>Applies a configuration server-side.</summary>
    /// <param name="live">The stored object in the same version; null if the apply creates it. Left as it is.</param>
    /// <param name="applied">The configuration; left as it is.</param>
    /// <param name="force">True to take fields from other managers.</param>
    /// <returns>The merged object with its managedFields, not yet fitted or defaulted. It shares parts with both inputs: clone what you change.</returns>
    /// <exception cref="ApiException">400: wrong version, managedFields given, fields the schema does not know; 409: conflicts.</exception>
    public static DocObject Apply(
        ResourceInfo resource,
        string subresource,
        DocObject? live,
        DocObject applied,
        string manager,
        bool force,
        DateTimeOffset now) => new ApplyOperation(resource, subresource, live, applied, manager, now).Run(force);

    internal static DocObject Untracked(DocObject? document)
    {
        if (document?.GetObject("metadata")?.ContainsKey("managedFields") != true)
            return document ?? [];
        var copy = new DocObject();
        foreach (var (name, value) in document)
            copy.Set(name, name == "metadata" ? WithoutManagedFields((DocObject)value) : value);
        return copy;
    }

    private static DocObject WithoutManagedFields(DocObject metadata)
    {
        var copy = new DocObject();
        foreach (var (name, value) in metadata)
        {
            if (name != "managedFields")
                copy.Set(name, value);
        }

        return copy;
    }

    /// <summary>What an object without entries holds before it is first applied to belongs to a manager of its own.</summary>
    internal static void RecordBeforeApply(ManagedFields managed, ResourceInfo resource, DocObject live, DateTimeOffset now)
    {
        var comparison = DocumentComparison.Of(resource.Schema, NewObject.Of(resource), live, UntrackedFields.ResetBy(resource, ""));
        RecordUpdate(managed, comparison, ManagerId.Of(BeforeFirstApply, isApply: false, resource.ApiVersion, ""), resource.ApiVersion, now);
    }

    private static void RecordUpdate(ManagedFields managed, DocumentComparison comparison, ManagerId id, string apiVersion, DateTimeOffset? now)
    {
        var touched = comparison.Modified.Union(comparison.Added);
        var gone = touched.Union(comparison.Removed);
        foreach (var entry in managed.Entries.ToArray())
            managed[entry.Id] = entry.Without(gone);
        var taken = UntrackedFields.Strip(touched);
        if (taken.IsEmpty)
            return;
        var own = managed[id]?.Fields is { } previous ? previous.Union(taken) : taken;
        managed[id] = new(id, apiVersion, now is { } time ? ManagerEntry.Stamp(time) : null, own);
    }
}
