using System.Buffers.Binary;

namespace Tiphys.Node.Images;

/// <summary>
/// The program of the pause container as an ELF file for x86-64: 222 bytes that hold a pod's namespaces open, take in the pod's orphaned
/// processes, and end at once on SIGTERM or SIGINT.
/// </summary>
/// <remarks>
/// Signals are blocked and fetched rather than handled: a namespace's first process is never ended by a signal's default action, but a
/// blocked signal is queued for it all the same. In C:
/// <code>
/// sigprocmask(SIG_BLOCK, {INT, TERM, CHLD});
/// for (;;)
///     switch (sigtimedwait(set, NULL, NULL)) {
///         case SIGCHLD: while (wait4(-1, NULL, WNOHANG, NULL) > 0); break;
///         case negative: break;   // interrupted
///         default: exit_group(0);
///     }
/// </code>
/// </remarks>
internal static class PauseProgram
{
    private const ulong LoadAddress = 0x400000;
    private const int HeaderBytes = 64 + 56;

    private static ReadOnlySpan<byte> Code =>
    [
        0xb8, 0x0e, 0x00, 0x00, 0x00,             // 00 mov eax, 14 (rt_sigprocmask)
        0x31, 0xff,                               // 05 xor edi, edi (SIG_BLOCK)
        0x48, 0x8d, 0x35, 0x50, 0x00, 0x00, 0x00, // 07 lea rsi, [set]
        0x31, 0xd2,                               // 0e xor edx, edx
        0x41, 0xba, 0x08, 0x00, 0x00, 0x00,       // 10 mov r10d, 8
        0x0f, 0x05,                               // 16 syscall
        0xb8, 0x80, 0x00, 0x00, 0x00,             // 18 next: mov eax, 128 (rt_sigtimedwait)
        0x48, 0x8d, 0x3d, 0x3a, 0x00, 0x00, 0x00, // 1d lea rdi, [set]
        0x31, 0xf6,                               // 24 xor esi, esi
        0x31, 0xd2,                               // 26 xor edx, edx
        0x41, 0xba, 0x08, 0x00, 0x00, 0x00,       // 28 mov r10d, 8
        0x0f, 0x05,                               // 2e syscall
        0x83, 0xf8, 0x11,                         // 30 cmp eax, SIGCHLD
        0x74, 0x0d,                               // 33 je reap
        0x85, 0xc0,                               // 35 test eax, eax
        0x78, 0xdf,                               // 37 js next
        0xb8, 0xe7, 0x00, 0x00, 0x00,             // 39 mov eax, 231 (exit_group)
        0x31, 0xff,                               // 3e xor edi, edi
        0x0f, 0x05,                               // 40 syscall
        0xb8, 0x3d, 0x00, 0x00, 0x00,             // 42 reap: mov eax, 61 (wait4)
        0xbf, 0xff, 0xff, 0xff, 0xff,             // 47 mov edi, -1
        0x31, 0xf6,                               // 4c xor esi, esi
        0xba, 0x01, 0x00, 0x00, 0x00,             // 4e mov edx, WNOHANG
        0x45, 0x31, 0xd2,                         // 53 xor r10d, r10d
        0x0f, 0x05,                               // 56 syscall
        0x85, 0xc0,                               // 58 test eax, eax
        0x7f, 0xe6,                               // 5a jg reap
        0xeb, 0xba,                               // 5c jmp next
        0x02, 0x40, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, // 5e set: bits 1 (INT), 14 (TERM), 16 (CHLD)
    ];

    /// <summary>The file: ELF header, one program header that maps the whole file, the code.</summary>
    public static byte[] ToElf()
    {
        var file = new byte[HeaderBytes + Code.Length];
        var head = file.AsSpan();
        ReadOnlySpan<byte> ident = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];
        ident.CopyTo(head);
        BinaryPrimitives.WriteUInt16LittleEndian(head[16..], 2); // ET_EXEC
        BinaryPrimitives.WriteUInt16LittleEndian(head[18..], 62); // EM_X86_64
        BinaryPrimitives.WriteUInt32LittleEndian(head[20..], 1);
        BinaryPrimitives.WriteUInt64LittleEndian(head[24..], LoadAddress + HeaderBytes); // entry
        BinaryPrimitives.WriteUInt64LittleEndian(head[32..], 64); // program headers
        BinaryPrimitives.WriteUInt16LittleEndian(head[52..], 64);
        BinaryPrimitives.WriteUInt16LittleEndian(head[54..], 56);
        BinaryPrimitives.WriteUInt16LittleEndian(head[56..], 1);
        var segment = head[64..];
        BinaryPrimitives.WriteUInt32LittleEndian(segment, 1); // PT_LOAD
        BinaryPrimitives.WriteUInt32LittleEndian(segment[4..], 5); // read, execute
        BinaryPrimitives.WriteUInt64LittleEndian(segment[16..], LoadAddress);
        BinaryPrimitives.WriteUInt64LittleEndian(segment[24..], LoadAddress);
        BinaryPrimitives.WriteUInt64LittleEndian(segment[32..], (ulong)file.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(segment[40..], (ulong)file.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(segment[48..], 0x1000);
        Code.CopyTo(head[HeaderBytes..]);
        return file;
    }
}
