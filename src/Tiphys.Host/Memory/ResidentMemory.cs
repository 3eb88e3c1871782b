using System.Buffers.Text;

namespace Tiphys.Host.Memory;

/// <summary>The process's resident memory, from <c>/proc/self/statm</c> (proc(5)).</summary>
internal static class ResidentMemory
{
    /// <summary>In bytes; 0 if the file cannot be understood.</summary>
    public static long Bytes()
    {
        Span<byte> text = stackalloc byte[128];
        using var file = File.OpenHandle("/proc/self/statm");
        text = text[..RandomAccess.Read(file, text, 0)];
        var second = text[(text.IndexOf((byte)' ') + 1)..];
        return Utf8Parser.TryParse(second, out long pages, out _) ? pages * Environment.SystemPageSize : 0;
    }
}
