using System.Buffers.Text;

namespace Tiphys.Perf.Load;

/// <summary>What a load generator needs to know of an answer's head.</summary>
/// <param name="Length">-1 for chunks.</param>
internal readonly record struct AnswerHead(int Status, long Length)
{
    /// <param name="head">Status line and headers, each with its line end.</param>
    public static AnswerHead Parse(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("HTTP/1.1 "u8) || !Utf8Parser.TryParse(head[9..], out int status, out _))
            throw new WrongWorkException("an answer that is not HTTP/1.1");
        long length = -1;
        foreach (var range in head.Split("\r\n"u8))
        {
            var line = head[range];
            int colon = line.IndexOf((byte)':');
            if (colon == 14 && System.Text.Ascii.EqualsIgnoreCase(line[..colon], "content-length"u8) && !Utf8Parser.TryParse(line[(colon + 2)..], out length, out _))
                throw new WrongWorkException("an answer whose length is no number");
        }

        return new(status, length);
    }
}
