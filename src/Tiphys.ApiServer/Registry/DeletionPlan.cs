using Tiphys.Api.Documents;

namespace Tiphys.ApiServer.Registry;

/// <summary>
/// What a delete does to an object: a pure decision. Finalizers and grace keep it with a deletionTimestamp, nothing keeps it and it
/// goes, or it is waiting already and nothing changes.
/// </summary>
/// <param name="RemoveNow">The object goes with this very write.</param>
/// <param name="Marked">The object to be stored, and if it goes to be stored first, so that watchers hear of the mark; null if nothing changes or it goes as it is.</param>
internal readonly record struct DeletionPlan(bool RemoveNow, DocObject? Marked)
{
    private const string OrphanFinalizer = "orphan";
    private const string ForegroundFinalizer = "foregroundDeletion";

    /// <param name="old">The object as it stands; not changed.</param>
    /// <param name="grace">The kind's grace period for this delete; null if the kind has none.</param>
    public static DeletionPlan Make(DocObject old, DeleteOptions options, long? grace, ResourceStrategy strategy, DateTimeOffset now)
    {
        if (grace is not null && ObjectMeta.IsDeleting(old) && IsPending(old, options))
            return new(false, null);
        var next = old.Clone();
        var metadata = ObjectMeta.Of(next);
        var changed = SetFinalizers(metadata, options, strategy);
        var held = ObjectMeta.HasFinalizers(next) || next.GetPath("spec", "finalizers") is DocArray { Count: > 0 };
        var seconds = grace ?? 0;
        if (ObjectMeta.IsDeleting(old))
        {
            var pending = metadata.GetInt64("deletionGracePeriodSeconds") ?? 0;
            if (grace is not null && options.GracePeriodSeconds is { } asked && asked < pending)
            {
                Shorten(metadata, asked, pending);
                (changed, pending) = (true, asked);
            }

            if (pending == 0 && !held)
                return new(true, changed ? next : null);
            return new(false, changed ? next : null);
        }

        metadata["deletionTimestamp"] = ObjectMeta.Timestamp(now.AddSeconds(seconds));
        metadata["deletionGracePeriodSeconds"] = seconds;
        if (metadata.GetInt64("generation") is > 0 and var generation)
            metadata["generation"] = generation + 1;
        return seconds == 0 && !held ? new(true, grace is null ? null : next) : new(false, next);
    }

    /// <summary>While its grace runs only a shorter one changes a deleted object; a policy then comes too late.</summary>
    private static bool IsPending(DocObject old, DeleteOptions options) =>
        old.GetObject("metadata")?.GetInt64("deletionGracePeriodSeconds") is > 0 and var left && (options.GracePeriodSeconds ?? left) >= left;

    private static void Shorten(DocObject metadata, long asked, long pending)
    {
        if (DateTimeOffset.TryParse(metadata.GetString("deletionTimestamp"), out var due))
            metadata["deletionTimestamp"] = ObjectMeta.Timestamp(due.AddSeconds(asked - pending));
        metadata["deletionGracePeriodSeconds"] = asked;
    }

    /// <summary>Adds and removes the collector's finalizers as the policy asks; what is already there stands if the client left the policy open.</summary>
    private static bool SetFinalizers(DocObject metadata, DeleteOptions options, ResourceStrategy strategy)
    {
        var finalizers = metadata.GetArray("finalizers")?.Strings().ToList() ?? [];
        var before = finalizers.Count;
        var explicitPolicy = options.PropagationPolicy is not null || options.OrphanDependents is not null;
        var orphan = options.PropagationPolicy == "Orphan" || options.OrphanDependents == true;
        var foreground = options.PropagationPolicy == "Foreground";
        if (!explicitPolicy)
        {
            foreground = finalizers.Contains(ForegroundFinalizer);
            orphan = finalizers.Contains(OrphanFinalizer) || (strategy.OrphansByDefault && !foreground);
        }

        orphan &= strategy.HasDependents;
        foreground &= strategy.HasDependents;

        var changed = finalizers.RemoveAll(name => (name == OrphanFinalizer && !orphan) || (name == ForegroundFinalizer && !foreground)) > 0;
        if (orphan && !finalizers.Contains(OrphanFinalizer))
            finalizers.Add(OrphanFinalizer);
        if (foreground && !finalizers.Contains(ForegroundFinalizer))
            finalizers.Add(ForegroundFinalizer);
        changed |= finalizers.Count != before;
        metadata["finalizers"] = finalizers.Count == 0 ? null : new DocArray(finalizers.Select(name => (DocNode)name));
        return changed;
    }
}
