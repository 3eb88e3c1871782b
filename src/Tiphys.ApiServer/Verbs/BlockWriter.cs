using System.IO.Pipelines;

namespace Tiphys.ApiServer.Verbs;

/// <summary>
/// Writes a long answer in blocks that are larger than a pipe would choose itself: TLS encrypts each block of the pipe by itself, and with the pipe's own of 4 KiB
/// there are four times as many records and system calls as need be.
/// </summary>
internal sealed class BlockWriter(PipeWriter output, CancellationToken cancellationToken)
{
    /// <summary>With a chunk's head and tail in it, four full TLS records (RFC 8446, 5.1).</summary>
    private const int BlockSize = 64 << 10;

    private Memory<byte> _block;
    private int _used;

    /// <returns>False when the reader has gone.</returns>
    public ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > _block.Length - _used)
            return WriteAcrossAsync(bytes);
        bytes.CopyTo(_block[_used..]);
        _used += bytes.Length;
        return new(true);
    }

    /// <summary>Sends what has been written.</summary>
    /// <returns>False when the reader has gone.</returns>
    public async ValueTask<bool> FlushAsync()
    {
        output.Advance(_used);
        (_block, _used) = (default, 0);
        return !(await output.FlushAsync(cancellationToken).ConfigureAwait(false)).IsCompleted;
    }

    private async ValueTask<bool> WriteAcrossAsync(ReadOnlyMemory<byte> bytes)
    {
        while (true)
        {
            if (_block.IsEmpty)
                _block = output.GetMemory(BlockSize);
            var fits = Math.Min(bytes.Length, _block.Length - _used);
            bytes[..fits].CopyTo(_block[_used..]);
            _used += fits;
            bytes = bytes[fits..];
            if (bytes.IsEmpty)
                return true;
            if (!await FlushAsync().ConfigureAwait(false))
                return false;
        }
    }
}
