using System.Text;
using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.ServerSideApply;

/// <summary>One server-side apply.</summary>
internal sealed class ApplyOperation
{
    private readonly ResourceInfo _resource;
    private readonly DocObject _live;
    private readonly DocObject? _stored;
    private readonly DocObject _applied;
    private readonly ManagerId _id;
    private readonly DateTimeOffset _now;
    private readonly FieldSet _unreached;

    public ApplyOperation(ResourceInfo resource, string subresource, DocObject? live, DocObject applied, string manager, DateTimeOffset now)
    {
        _resource = resource;
        _stored = live;
        _live = FieldManager.Untracked(live);
        _applied = applied;
        _now = now;
        _id = ManagerId.Of(manager, isApply: true, resource.ApiVersion, subresource);
        _unreached = UntrackedFields.ResetBy(resource, subresource);
    }

    private Schema Schema => _resource.Schema;

    public DocObject Run(bool force)
    {
        EnsureApplicable();
        var managed = ManagedFields.Start(_stored, sent: null);
        if (_stored is not null && managed.Entries.Count == 0)
            FieldManager.RecordBeforeApply(managed, _resource, _live, _now);
        var last = managed[_id]?.Fields;
        var claimed = OwnedFields.Of(Schema, _applied).ExceptTrees(_unreached);
        var stamp = managed[_id]?.Time;
        managed[_id] = new(_id, _resource.ApiVersion, stamp, claimed);

        var merged = Prune(DocumentMerge.Merge(Schema, _live, _applied), managed, last);
        var comparison = DocumentComparison.Of(Schema, _live, merged, _unreached);
        ResolveConflicts(managed, comparison, force);

        if (managed[_id] is { } own)
        {
            // Claiming what is there already changes nothing, so it has no time either.
            var time = _stored is not null && comparison.IsEmpty ? stamp : ManagerEntry.Stamp(_now);
            managed[_id] = own.WithFields(UntrackedFields.Strip(own.Fields)).WithTime(time);
        }

        return Finish(merged, managed);
    }

    private void EnsureApplicable()
    {
        var version = _applied.GetString("apiVersion") ?? "";
        if (version != _resource.ApiVersion)
        {
            throw ApiException.BadRequest(
                $"Incorrect version specified in apply patch. Specified patch version: {version}, expected: {_resource.ApiVersion}");
        }

        if (_applied.GetPath("metadata", "managedFields") is not (null or DocNull))
            throw ApiException.BadRequest("metadata.managedFields must be nil");
        if (AppliedDocumentCheck.ErrorsOf(_resource, _applied) is not { } error)
            return;
        var metadata = _applied.GetObject("metadata");
        var name = $"{metadata?.GetString("namespace")}/{metadata?.GetString("name")}; {_resource.GroupVersion.Group}/{_resource.GroupVersion.Version}, Kind={_resource.Kind}";
        throw ApiException.BadRequest($"failed to create typed patch object ({name}): {error}");
    }

    /// <summary>
    /// Takes out what this manager applied last time and no longer states, unless another manager owns it too, and with it the
    /// named fields and elements that nothing is left in.
    /// </summary>
    private DocObject Prune(DocObject merged, ManagedFields managed, FieldSet? last)
    {
        if (last is null || last.IsEmpty)
            return merged;
        var lastNamed = OwnedFields.WithNamedParents(last, Schema);
        var mergedSet = OwnedFields.WithNamedParents(OwnedFields.Of(Schema, merged), Schema);

        // Without all of the old claim; then back with what anybody claims now; then with what only hung on it.
        var pruned = FieldRemoval.Remove(Schema, merged, lastNamed);
        var owned = managed.Entries.Aggregate(new FieldSet(), (all, entry) => all.Union(entry.Fields));
        var kept = SetOf(pruned).Union(OwnedFields.WithNamedParents(owned, Schema));
        pruned = FieldRemoval.Remove(Schema, merged, mergedSet.Except(kept));
        return FieldRemoval.Remove(Schema, merged, mergedSet.Except(SetOf(pruned)).Intersect(lastNamed));
    }

    private FieldSet SetOf(DocObject document) => OwnedFields.WithNamedParents(OwnedFields.Of(Schema, document), Schema);

    private void ResolveConflicts(ManagedFields managed, DocumentComparison comparison, bool force)
    {
        var touched = comparison.Modified.Union(comparison.Added);
        var conflicts = managed.Entries
            .Where(entry => entry.Id != _id)
            .Select(entry => new FieldConflict(entry, entry.Fields.Intersect(touched)))
            .Where(conflict => !conflict.Fields.IsEmpty)
            .ToList();
        if (!force && conflicts.Count > 0)
            ThrowUnlessMigrating(conflicts);
        foreach (var conflict in conflicts)
            managed[conflict.Owner.Id] = conflict.Owner.Without(conflict.Fields);
        if (comparison.Removed.IsEmpty)
            return;
        foreach (var entry in managed.Entries.Where(entry => entry.Id != _id).ToArray())
            managed[entry.Id] = entry.Without(comparison.Removed);
    }

    // kubectl may take over what its own client-side apply had set, as the annotation it left shows.
    private void ThrowUnlessMigrating(List<FieldConflict> conflicts)
    {
        var allowed = _id.Manager == "kubectl" ? FieldsOfLastApplied() : new FieldSet();
        var left = conflicts
            .Select(conflict => conflict with { Fields = conflict.Fields.Except(allowed) })
            .Where(conflict => !conflict.Fields.IsEmpty)
            .ToArray();
        if (left.Length > 0)
            throw FieldConflict.Error(left);
    }

    private FieldSet FieldsOfLastApplied()
    {
        if ((_live.GetPath("metadata", "annotations") as DocObject)?.GetString(LastAppliedDocument.Annotation) is not { } text)
            return new();
        try
        {
            return OwnedFields.Of(Schema, DocReader.ParseObject(Encoding.UTF8.GetBytes(text)));
        }
        catch (DocFormatException)
        {
            // An annotation that was tampered with gives no right to anything.
            return new();
        }
    }

    private DocObject Finish(DocObject merged, ManagedFields managed)
    {
        var result = merged.Clone();
        var metadata = result.GetOrAddObject("metadata");
        if (_id.Manager == "kubectl" && metadata.GetObject("annotations") is { } annotations && annotations.ContainsKey(LastAppliedDocument.Annotation))
            annotations[LastAppliedDocument.Annotation] = LastAppliedDocument.Of(_applied);
        metadata["managedFields"] = managed.Write() is { Count: > 0 } entries ? entries : null;
        return result;
    }
}
