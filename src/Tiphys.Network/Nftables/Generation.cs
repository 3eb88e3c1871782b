using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Tiphys.Network.Nftables;

/// <summary>The number the kernel raises with every change of any nftables table (<c>NFT_MSG_GETGEN</c> of linux/netfilter/nf_tables.h): as long as it
/// stands, nobody has touched anything.</summary>
internal static partial class Generation
{
    private const int NetlinkFamily = 16;
    private const int RawCloseOnExec = 3 | 0x80000;
    private const int NetfilterProtocol = 12;
    private const ushort GetGeneration = (10 << 8) | 16;
    private const ushort NewGeneration = (10 << 8) | 15;
    private const ushort Request = 1;
    private const int HeaderBytes = 16 + 4;
    private const ushort GenerationAttribute = 1;

    /// <summary>The number in this process's network namespace; null if the kernel does not tell.</summary>
    public static uint? Read()
    {
        int socket = Socket(NetlinkFamily, RawCloseOnExec, NetfilterProtocol);
        if (socket < 0)
            return null;
        try
        {
            Span<byte> request = stackalloc byte[HeaderBytes];
            request.Clear();
            BitConverter.TryWriteBytes(request, HeaderBytes);
            BitConverter.TryWriteBytes(request[4..], GetGeneration);
            BitConverter.TryWriteBytes(request[6..], Request);
            Span<byte> answer = stackalloc byte[512];
            if (Send(socket, request, request.Length, 0) != request.Length)
                return null;
            nint length = Receive(socket, answer, answer.Length, 0);
            return length < HeaderBytes ? null : Parse(answer[..(int)length]);
        }
        finally
        {
            _ = Close(socket);
        }
    }

    private static uint? Parse(ReadOnlySpan<byte> answer)
    {
        if (BitConverter.ToUInt16(answer[4..]) != NewGeneration)
            return null;
        var attributes = answer[HeaderBytes..];
        while (attributes.Length >= 8)
        {
            int length = BitConverter.ToUInt16(attributes);
            if (BitConverter.ToUInt16(attributes[2..]) == GenerationAttribute)
                return BinaryPrimitives.ReadUInt32BigEndian(attributes[4..]);
            attributes = attributes[Math.Min(attributes.Length, Math.Max(4, (length + 3) & ~3))..];
        }

        return null;
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(int socket, ReadOnlySpan<byte> bytes, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(int socket, Span<byte> bytes, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int socket);
}
