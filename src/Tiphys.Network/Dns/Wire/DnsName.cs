using System.Text;

namespace Tiphys.Network.Dns.Wire;

/// <summary>Names in wire form: each label after its length, a zero at the end (RFC 1035, 3.1), in lower case.</summary>
internal static class DnsName
{
    public const int MaxBytes = 255;
    public const int MaxLabelBytes = 63;

    /// <summary>The wire form of a dotted name, lower-cased.</summary>
    /// <exception cref="FormatException">A label or the whole is too long, or a label is empty.</exception>
    public static byte[] Encode(string name)
    {
        var bytes = new List<byte>(name.Length + 2);
        foreach (string label in name.TrimEnd('.').Split('.'))
        {
            if (name.TrimEnd('.').Length == 0)
                break;
            byte[] text = Encoding.UTF8.GetBytes(label.ToLowerInvariant());
            if (text.Length is 0 or > MaxLabelBytes)
                throw new FormatException($"'{name}' is not a DNS name: the label '{label}' has {text.Length} bytes");
            bytes.Add((byte)text.Length);
            bytes.AddRange(text);
        }

        bytes.Add(0);
        return bytes.Count <= MaxBytes ? [.. bytes] : throw new FormatException($"'{name}' is longer than a DNS name may be");
    }

    /// <summary>The dotted form, for people.</summary>
    public static string Decode(ReadOnlySpan<byte> wire)
    {
        var text = new StringBuilder();
        while (wire.Length > 0 && wire[0] != 0 && wire.Length > wire[0])
        {
            text.Append(Encoding.UTF8.GetString(wire.Slice(1, wire[0]))).Append('.');
            wire = wire[(wire[0] + 1)..];
        }

        return text.Length == 0 ? "." : text.ToString();
    }

    /// <summary>Copies a name out of a message in lower case.</summary>
    /// <param name="lowered">At least <see cref="MaxBytes"/>.</param>
    /// <returns>The bytes of the name; 0 if it is malformed, too long or compressed.</returns>
    public static int ReadLowered(ReadOnlySpan<byte> message, int offset, Span<byte> lowered)
    {
        int length = 0;
        while (offset + length < message.Length)
        {
            int label = message[offset + length];
            if (label > MaxLabelBytes || length + label + 1 > MaxBytes || offset + length + label >= message.Length)
                return 0;
            lowered[length] = (byte)label;
            for (int i = 1; i <= label; i++)
            {
                byte letter = message[offset + length + i];
                lowered[length + i] = letter is >= (byte)'A' and <= (byte)'Z' ? (byte)(letter | 0x20) : letter;
            }

            length += label + 1;
            if (label == 0)
                return length;
        }

        return 0;
    }

    /// <summary>The offset behind a name that may be compressed; -1 if it is malformed.</summary>
    public static int Skip(ReadOnlySpan<byte> message, int offset)
    {
        while (offset < message.Length)
        {
            int label = message[offset];
            if (label == 0)
                return offset + 1;
            if (label >= 0xc0)
                return offset + 2 <= message.Length ? offset + 2 : -1;
            if (label > MaxLabelBytes)
                return -1;
            offset += label + 1;
        }

        return -1;
    }

    /// <summary>What is left of a name behind its first label; empty for the root.</summary>
    public static ReadOnlySpan<byte> Parent(ReadOnlySpan<byte> name) => name[0] == 0 ? default : name[(name[0] + 1)..];

    /// <summary>True if the name is the ancestor or lies under it.</summary>
    public static bool IsUnder(ReadOnlySpan<byte> name, ReadOnlySpan<byte> ancestor)
    {
        if (!name.EndsWith(ancestor))
            return false;
        // The end must begin at a label, not within one.
        int start = name.Length - ancestor.Length, at = 0;
        while (at < start)
            at += name[at] + 1;
        return at == start;
    }
}
