namespace Tiphys.Storage.Indexing;

/// <summary>An ordered map from keys to small records, kept as a list of sorted chunks: compact, quick to append and to scan.</summary>
/// <remarks>Not safe for concurrent use; its owner holds a lock.</remarks>
internal sealed class OrderedIndex<TRecord>
{
    private const int ChunkCapacity = 256;

    private readonly List<Chunk> _chunks = [];

    public int Count { get; private set; }

    public bool TryGet(StoreKey key, out TRecord record)
    {
        if (_chunks.Count > 0)
        {
            var chunk = _chunks[FindChunk(key)];
            int slot = chunk.Find(key);
            if (slot >= 0)
            {
                record = chunk.Records[slot];
                return true;
            }
        }

        record = default!;
        return false;
    }

    public void Set(StoreKey key, TRecord record)
    {
        if (_chunks.Count == 0)
            _chunks.Add(new Chunk());

        int index = FindChunk(key);
        var chunk = _chunks[index];
        int slot = chunk.Find(key);
        if (slot >= 0)
        {
            chunk.Records[slot] = record;
            return;
        }

        slot = ~slot;
        if (chunk.Count == ChunkCapacity)
        {
            // A full last chunk that grows at its end is the append pattern: start an empty one instead of leaving halves behind.
            bool appends = slot == ChunkCapacity && index == _chunks.Count - 1;
            var right = chunk.SplitAt(appends ? ChunkCapacity : ChunkCapacity / 2);
            _chunks.Insert(index + 1, right);
            if (slot >= chunk.Count)
            {
                slot -= chunk.Count;
                chunk = right;
            }
        }

        chunk.Insert(slot, key, record);
        Count++;
    }

    public bool Remove(StoreKey key)
    {
        if (_chunks.Count == 0)
            return false;

        int index = FindChunk(key);
        var chunk = _chunks[index];
        int slot = chunk.Find(key);
        if (slot < 0)
            return false;

        chunk.RemoveAt(slot);
        if (chunk.Count == 0)
            _chunks.RemoveAt(index);
        Count--;
        return true;
    }

    /// <summary>The records whose keys begin with the prefix, in order, passing over keys up to and including <paramref name="startAfter"/>.</summary>
    public IEnumerable<KeyValuePair<StoreKey, TRecord>> Scan(StoreKey prefix, StoreKey startAfter)
    {
        if (_chunks.Count == 0)
            yield break;

        bool resumes = !startAfter.IsEmpty && startAfter.CompareTo(prefix) >= 0;
        var from = resumes ? startAfter : prefix;
        int index = FindChunk(from);
        int slot = _chunks[index].Find(from);
        slot = slot < 0 ? ~slot : slot + (resumes ? 1 : 0);
        for (; index < _chunks.Count; index++, slot = 0)
        {
            var chunk = _chunks[index];
            for (; slot < chunk.Count; slot++)
            {
                if (!chunk.Keys[slot].StartsWith(prefix))
                    yield break;
                yield return new(chunk.Keys[slot], chunk.Records[slot]);
            }
        }
    }

    /// <summary>The last chunk whose first key is not above the key; the first chunk if there is none.</summary>
    private int FindChunk(StoreKey key)
    {
        int low = 0, high = _chunks.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) >>> 1;
            if (_chunks[middle].Keys[0].CompareTo(key) <= 0)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }

    private sealed class Chunk
    {
        public StoreKey[] Keys { get; private set; } = new StoreKey[16];

        public TRecord[] Records { get; private set; } = new TRecord[16];

        public int Count { get; private set; }

        /// <summary>The slot of the key, or the complement of the slot where it belongs.</summary>
        public int Find(StoreKey key) => Keys.AsSpan(0, Count).BinarySearch(key);

        public void Insert(int slot, StoreKey key, TRecord record)
        {
            if (Count == Keys.Length)
                Resize(Math.Min(ChunkCapacity, Count * 2));
            Array.Copy(Keys, slot, Keys, slot + 1, Count - slot);
            Array.Copy(Records, slot, Records, slot + 1, Count - slot);
            Keys[slot] = key;
            Records[slot] = record;
            Count++;
        }

        public void RemoveAt(int slot)
        {
            Count--;
            Array.Copy(Keys, slot + 1, Keys, slot, Count - slot);
            Array.Copy(Records, slot + 1, Records, slot, Count - slot);
            Keys[Count] = default;
            Records[Count] = default!;
        }

        public Chunk SplitAt(int slot)
        {
            var right = new Chunk { Count = Count - slot };
            right.Resize(Math.Max(16, right.Count));
            Array.Copy(Keys, slot, right.Keys, 0, right.Count);
            Array.Copy(Records, slot, right.Records, 0, right.Count);
            Array.Clear(Keys, slot, right.Count);
            Array.Clear(Records, slot, right.Count);
            Count = slot;
            return right;
        }

        private void Resize(int capacity)
        {
            var keys = new StoreKey[capacity];
            var records = new TRecord[capacity];
            Array.Copy(Keys, keys, Math.Min(Keys.Length, capacity));
            Array.Copy(Records, records, Math.Min(Records.Length, capacity));
            (Keys, Records) = (keys, records);
        }
    }
}
