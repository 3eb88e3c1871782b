using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.WatchCache;

/// <summary>One object at one revision in the watch cache. Its bytes are shared by every GET, LIST and watcher.</summary>
/// <param name="Key">The store key behind the resource's prefix: <c>namespace/name</c> or <c>name</c>; the index is ordered by it.</param>
/// <param name="CreateRevision">The revision that made the key.</param>
internal sealed record CacheEntry(string Key, string Namespace, string Name, ReadOnlyMemory<byte> Utf8, long Revision, long CreateRevision)
    : StoredObject(Namespace, Name, Utf8, Revision)
{
    private LabelSpan[]? _labels;
    private KnownField? _fields;

    /// <summary>Where the labels stand in <see cref="StoredObject.Utf8"/>; found on first use, kept as offsets.</summary>
    public LabelSpan[] Labels => _labels ??= LabelScanner.Scan(Utf8.Span);

    /// <summary>The value of a label as it stands in the document; false if the object has no such label.</summary>
    public bool TryGetLabel(ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        var document = Utf8.Span;
        foreach (var label in Labels)
        {
            if (document.Slice(label.KeyStart, label.KeyLength).SequenceEqual(key))
            {
                value = document.Slice(label.ValueStart, label.ValueLength);
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>The scalar at a path, found on first use and remembered; null if there is none.</summary>
    /// <param name="label">What the path is remembered under.</param>
    public string? GetField(string label, byte[][] path)
    {
        if (TryRecall(label, out var known))
            return known;
        var found = FieldScanner.Read(Utf8.Span, path);
        Remember(label, found);
        return found;
    }

    /// <summary>What <see cref="Remember"/> was told; false if nothing.</summary>
    public bool TryRecall(string label, out string? value)
    {
        for (var known = _fields; known is not null; known = known.Next)
        {
            if (known.Label == label)
            {
                value = known.Value;
                return true;
            }
        }

        value = null;
        return false;
    }

    /// <summary>Keeps something found out about the object at a price.</summary>
    /// <param name="label">A path into the document, or another text that is none.</param>
    /// <remarks>Of two threads that tell at once one may be forgotten; then it is found out again another time.</remarks>
    public void Remember(string label, string? value) => _fields = new(label, value, _fields);

    private sealed record KnownField(string Label, string? Value, KnownField? Next);
}
