namespace Tiphys.Storage.Memory;

/// <summary>The versions of one key that are not compacted, oldest first; never empty.</summary>
internal sealed class KeyHistory
{
    private readonly List<KeyVersion> _versions = [];

    public KeyVersion Newest => _versions[^1];

    public void Add(KeyVersion version) => _versions.Add(version);

    /// <summary>The version a revision shows; null if the key was absent then.</summary>
    public KeyVersion? At(long revision)
    {
        for (int i = _versions.Count - 1; i >= 0; i--)
        {
            if (_versions[i].ModRevision <= revision)
                return _versions[i].Value is null ? null : _versions[i];
        }

        return null;
    }

    /// <summary>Drops what no revision from <paramref name="revision"/> on shows. True if nothing is left.</summary>
    public bool Compact(long revision)
    {
        int shown = _versions.FindLastIndex(version => version.ModRevision <= revision);
        if (shown > 0)
            _versions.RemoveRange(0, shown);
        if (shown >= 0 && _versions[0].Value is null)
            _versions.RemoveAt(0);
        return _versions.Count == 0;
    }
}
