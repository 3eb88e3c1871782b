using System.Text;

namespace Tiphys.Storage;

/// <summary>A key: UTF-8 bytes, ordered ordinally, laid out as Kubernetes does (<c>/registry/pods/default/web</c>).</summary>
public readonly struct StoreKey : IEquatable<StoreKey>, IComparable<StoreKey>
{
    private readonly byte[]? _bytes;

    public StoreKey(string text) => _bytes = Encoding.UTF8.GetBytes(text);

    /// <param name="bytes">The key's bytes; kept, not copied.</param>
    public StoreKey(byte[] bytes) => _bytes = bytes;

    public ReadOnlySpan<byte> Span => _bytes;

    public ReadOnlyMemory<byte> Memory => _bytes;

    /// <summary>True for the default value: no key.</summary>
    public bool IsEmpty => _bytes is null || _bytes.Length == 0;

    public bool StartsWith(StoreKey prefix) => Span.StartsWith(prefix.Span);

    public int CompareTo(StoreKey other) => Span.SequenceCompareTo(other.Span);

    public bool Equals(StoreKey other) => Span.SequenceEqual(other.Span);

    public override bool Equals(object? obj) => obj is StoreKey other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    public override string ToString() => Encoding.UTF8.GetString(Span);

    public static bool operator ==(StoreKey left, StoreKey right) => left.Equals(right);

    public static bool operator !=(StoreKey left, StoreKey right) => !left.Equals(right);
}
