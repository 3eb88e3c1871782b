using System.Buffers;
using System.Text.Json;

namespace Tiphys.Api.Documents;

/// <summary>
/// A node of a mutable document tree. The tree keeps scalars as slices of the UTF-8 they were parsed from; a slice is
/// decoded only when it is asked for, and written back verbatim when it was not changed.
/// </summary>
/// <remarks>
/// Not thread safe while it is being changed; safe for any number of readers otherwise. A node has no parent pointer and may
/// be shared between trees as long as nobody changes it; <see cref="DeepClone"/> before changing a node that is shared.
/// </remarks>
public abstract class DocNode
{
    private protected DocNode()
    {
    }

    /// <summary>A copy that shares nothing mutable with this node. Scalars are immutable and return themselves.</summary>
    public abstract DocNode DeepClone();

    /// <summary>Semantic equality: member order does not count, element order does, numbers compare by value.</summary>
    public abstract bool DeepEquals(DocNode? other);

    /// <summary>Writes the node as JSON.</summary>
    public abstract void WriteTo(Utf8JsonWriter writer);

    /// <summary>Writes the node as JSON text.</summary>
    internal abstract void Write(ref JsonText output);

    /// <summary>The node as compact UTF-8 JSON.</summary>
    public byte[] ToUtf8()
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        DocWriter.Write(buffer, this);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The node as compact JSON; for messages and tests.</summary>
    public override string ToString() => System.Text.Encoding.UTF8.GetString(ToUtf8());

    public static implicit operator DocNode(string? value) => value is null ? DocNull.Instance : new DocString(value);

    public static implicit operator DocNode(long value) => new DocNumber(value);

    public static implicit operator DocNode(bool value) => DocBool.Of(value);
}
