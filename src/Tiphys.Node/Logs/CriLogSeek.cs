namespace Tiphys.Node.Logs;

/// <summary>Finds the place in a log file from which only its last lines follow.</summary>
internal static class CriLogSeek
{
    private const int BlockBytes = 64 * 1024;

    public static long LastLines(FileStream file, long lines)
    {
        var end = file.Length;
        if (lines <= 0)
            return end;
        var buffer = new byte[BlockBytes];
        // The line feed that ends the last line opens no further one.
        var wanted = lines + 1;
        for (var position = end; position > 0;)
        {
            var size = (int)Math.Min(BlockBytes, position);
            position -= size;
            file.Seek(position, SeekOrigin.Begin);
            file.ReadExactly(buffer, 0, size);
            for (var i = size - 1; i >= 0; i--)
            {
                if (buffer[i] == '\n' && --wanted == 0)
                    return position + i + 1;
            }
        }

        return 0;
    }
}
