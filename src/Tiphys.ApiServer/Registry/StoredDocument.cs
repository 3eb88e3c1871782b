using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tiphys.Api.Documents;
using Tiphys.Api.Resources;

namespace Tiphys.ApiServer.Registry;

/// <summary>
/// The form in which the store keeps an object: compact JSON that begins <c>{"kind":K,"apiVersion":V,"metadata":{</c> and holds no
/// resourceVersion, because that is the revision of the very commit that stores it. On the way out the revision is spliced in as the first
/// member of metadata; so a write encodes once, before its revision is known.
/// </summary>
internal static class StoredDocument
{
    private static readonly JsonWriterOptions WriterOptions = new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static ReadOnlySpan<byte> Metadata => "\"metadata\":{"u8;

    private static ReadOnlySpan<byte> VersionMember => "\"resourceVersion\":\""u8;

    /// <summary>Encodes an object that has kind, apiVersion and a non-empty metadata.</summary>
    public static byte[] Encode(DocObject document)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
            Write(writer, document);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The whole document: the stored bytes with the revision in them.</summary>
    public static byte[] Splice(ReadOnlySpan<byte> stored, long revision)
    {
        var at = stored.IndexOf(Metadata) + Metadata.Length;
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(revision, digits, out var length);
        var whole = new byte[stored.Length + VersionMember.Length + length + 2];
        stored[..at].CopyTo(whole);
        var rest = whole.AsSpan(at);
        VersionMember.CopyTo(rest);
        digits[..length].CopyTo(rest[VersionMember.Length..]);
        "\","u8.CopyTo(rest[(VersionMember.Length + length)..]);
        stored[at..].CopyTo(rest[(VersionMember.Length + length + 2)..]);
        return whole;
    }

    /// <summary>A whole document stamped with another revision: what a DELETED event shows.</summary>
    public static byte[] Restamp(ReadOnlySpan<byte> whole, long revision)
    {
        var start = whole.IndexOf(Metadata) + Metadata.Length;
        var end = start + VersionMember.Length + whole[(start + VersionMember.Length)..].IndexOf((byte)'"') + 2;
        return Splice([.. whole[..start], .. whole[end..]], revision);
    }

    /// <summary>True if the bytes, stored or whole, are of the resource's kind in the resource's version.</summary>
    public static bool IsOf(ReadOnlySpan<byte> utf8, ResourceInfo resource) =>
        Skip(ref utf8, "{\"kind\":\""u8) && SkipText(ref utf8, resource.Kind)
        && Skip(ref utf8, "\",\"apiVersion\":\""u8)
        && (resource.GroupVersion.Group.Length == 0 || (SkipText(ref utf8, resource.GroupVersion.Group) && Skip(ref utf8, "/"u8)))
        && SkipText(ref utf8, resource.GroupVersion.Version) && Skip(ref utf8, "\","u8);

    /// <summary>The revision that was spliced into a whole document.</summary>
    public static long RevisionOf(ReadOnlySpan<byte> whole)
    {
        var start = whole.IndexOf(Metadata) + Metadata.Length;
        return whole[start..].StartsWith(VersionMember) && Utf8Parser.TryParse(whole[(start + VersionMember.Length)..], out long revision, out _) ? revision : 0;
    }

    private static bool Skip(ref ReadOnlySpan<byte> utf8, ReadOnlySpan<byte> text)
    {
        if (!utf8.StartsWith(text))
            return false;
        utf8 = utf8[text.Length..];
        return true;
    }

    private static bool SkipText(ref ReadOnlySpan<byte> utf8, string text)
    {
        if (utf8.Length < text.Length || !Ascii.Equals(utf8[..text.Length], text))
            return false;
        utf8 = utf8[text.Length..];
        return true;
    }

    private static void Write(Utf8JsonWriter writer, DocObject document)
    {
        writer.WriteStartObject();
        writer.WriteString("kind"u8, document.GetString("kind"));
        writer.WriteString("apiVersion"u8, document.GetString("apiVersion"));
        writer.WritePropertyName("metadata"u8);
        WriteWithout(writer, document.GetObject("metadata")!, "resourceVersion", "selfLink", null);
        WriteMembers(writer, document, "kind", "apiVersion", "metadata");
        writer.WriteEndObject();
    }

    private static void WriteWithout(Utf8JsonWriter writer, DocObject node, string first, string second, string? third)
    {
        writer.WriteStartObject();
        WriteMembers(writer, node, first, second, third);
        writer.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter writer, DocObject node, string first, string second, string? third)
    {
        foreach (var (name, value) in node)
        {
            if (name == first || name == second || name == third)
                continue;
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }
    }
}
