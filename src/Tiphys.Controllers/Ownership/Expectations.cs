using k8s;
using k8s.Models;
using Tiphys.Client.Informers;
using Tiphys.Client.Objects;

namespace Tiphys.Controllers.Ownership;

/// <summary>
/// Remembers what a controller has created and deleted but not yet seen in its cache, so that it does not act twice on a cache that
/// lags behind its own writes.
/// </summary>
/// <remarks>Safe for any number of threads. What is not seen within five minutes is given up: the cache is then believed.</remarks>
internal sealed class Expectations(TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly Lock _gate = new();
    private readonly Dictionary<ObjectKey, Entry> _entries = [];

    /// <summary>Everything expected of the owner has been seen, or has taken too long.</summary>
    public bool Satisfied(ObjectKey owner)
    {
        lock (_gate)
            return !_entries.TryGetValue(owner, out var entry) || entry.IsEmpty || time.GetElapsedTime(entry.Since) > Patience;
    }

    public void ExpectCreations(ObjectKey owner, int count)
    {
        lock (_gate)
            Fresh(owner).Creations += count;
    }

    public void ExpectDeletions(ObjectKey owner, IEnumerable<string> uids)
    {
        lock (_gate)
            Fresh(owner).Deletions.UnionWith(uids);
    }

    /// <summary>A creation was seen, or failed.</summary>
    public void CreationSeen(ObjectKey owner)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(owner, out var entry) && entry.Creations > 0)
                entry.Creations--;
        }
    }

    /// <summary>A deletion was seen to have begun or ended, or failed.</summary>
    public void DeletionSeen(ObjectKey owner, string uid)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(owner, out var entry))
                entry.Deletions.Remove(uid);
        }
    }

    /// <summary>A change of one of the owner's objects has come.</summary>
    public void Seen<T>(ObjectKey owner, InformerChange<T> change)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (change.IsAddition)
            CreationSeen(owner);
        if (change.IsDeletion || change.Current.IsDeleting())
            DeletionSeen(owner, change.Current.Metadata.Uid);
    }

    public void Forget(ObjectKey owner)
    {
        lock (_gate)
            _entries.Remove(owner);
    }

    private Entry Fresh(ObjectKey owner)
    {
        if (!_entries.TryGetValue(owner, out var entry) || entry.IsEmpty || time.GetElapsedTime(entry.Since) > Patience)
            _entries[owner] = entry = new() { Since = time.GetTimestamp() };
        return entry;
    }

    private sealed class Entry
    {
        public long Since { get; init; }

        public int Creations { get; set; }

        public HashSet<string> Deletions { get; } = [];

        public bool IsEmpty => Creations == 0 && Deletions.Count == 0;
    }
}
