using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tiphys.ApiServer.WatchCache;

/// <summary>
/// The newest events of a resource as protobuf watchers are sent them: encoded by the first watcher that comes to one, copied by the others. A fixed, lossy table, so that
/// what is shared needs no bookkeeping; who finds nothing encodes.
/// </summary>
internal sealed class FrameShelf
{
    /// <summary>Watchers that keep up are at most a few commits apart.</summary>
    private const int Places = 64;

    private readonly Frame?[] _places = new Frame?[Places];

    /// <param name="document">The encoded object that the event shows; the same memory for every watcher.</param>
    /// <param name="type">What the event is to the watcher: ADDED, MODIFIED or DELETED.</param>
    /// <param name="encode">Writes the frame; false if there is none in this encoding.</param>
    /// <returns>Empty if there is none.</returns>
    public ReadOnlyMemory<byte> GetOrAdd(ReadOnlyMemory<byte> document, string type, Func<IBufferWriter<byte>, string, ReadOnlyMemory<byte>, bool> encode)
    {
        if (!MemoryMarshal.TryGetArray(document, out var shared))
            throw new ArgumentException("an event's document is an array", nameof(document));
        ref var place = ref _places[RuntimeHelpers.GetHashCode(shared.Array) & (Places - 1)];
        if (Volatile.Read(ref place) is { } known && ReferenceEquals(known.Document, shared.Array) && known.Type == type)
            return known.Bytes;
        var buffer = new ArrayBufferWriter<byte>(document.Length);
        if (!encode(buffer, type, document))
            return default;
        Volatile.Write(ref place, new(shared.Array!, type, buffer.WrittenMemory));
        return buffer.WrittenMemory;
    }

    private sealed record Frame(byte[] Document, string Type, ReadOnlyMemory<byte> Bytes);
}
