using System.Buffers.Binary;

namespace Tiphys.Storage.Sqlite;

/// <summary>
/// Looks through a write-ahead log before SQLite does (https://www.sqlite.org/fileformat2.html#walformat). SQLite stops silently at the first bad
/// frame: right for the torn end of a transaction nobody was told of, wrong when later, flushed transactions follow.
/// </summary>
internal static class WalFile
{
    private const int HeaderBytes = 32;
    private const int FrameHeaderBytes = 24;
    private const uint MagicLittleEndian = 0x377f0682;
    private const uint MagicBigEndian = 0x377f0683;

    /// <exception cref="StoreDamagedException">A transaction that had been acknowledged is damaged.</exception>
    public static void Check(string path)
    {
        if (!File.Exists(path))
            return;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 20);
        var header = new byte[HeaderBytes];
        if (file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes)
            return;
        uint magic = Word(header, 0);
        var sum = new WalSum(bigEndian: magic == MagicBigEndian);
        sum.Add(header.AsSpan(0, 24));
        if (magic is not (MagicLittleEndian or MagicBigEndian) || !sum.Equals(Word(header, 24), Word(header, 28)))
        {
            // A header that was never flushed has no flushed frames behind it; one that was must not be passed over.
            if (file.Length > HeaderBytes && !header.AsSpan().ContainsAnyExcept((byte)0))
                throw new StoreDamagedException(path, "its header is blank");
            if (file.Length > HeaderBytes + FrameHeaderBytes)
                throw new StoreDamagedException(path, "its header does not match its check sum");
            return;
        }

        CheckFrames(file, path, header, sum);
    }

    /// <summary>Each commit is flushed before the next transaction begins. So if, behind a bad frame, a whole transaction ends and another one's
    /// frame follows whose check sum continues from its forerunner, the bad frame belonged to something acknowledged.</summary>
    private static void CheckFrames(FileStream file, string path, byte[] header, WalSum sum)
    {
        int pageSize = (int)Word(header, 8);
        var frame = new byte[FrameHeaderBytes + pageSize];
        long number = 0, badFrame = 0;
        bool transactionEnded = false;
        while (file.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) == frame.Length)
        {
            number++;
            bool ours = frame.AsSpan(8, 8).SequenceEqual(header.AsSpan(16, 8));
            sum.Add(frame.AsSpan(0, 8));
            sum.Add(frame.AsSpan(FrameHeaderBytes));
            bool follows = ours && sum.Equals(Word(frame, 16), Word(frame, 20));
            if (badFrame == 0 && !follows)
                badFrame = number;
            else if (badFrame != 0 && follows && transactionEnded)
                throw new StoreDamagedException(path, $"frame {badFrame} does not match its check sum, but later transactions follow");

            if (badFrame != 0)
            {
                if (ours && Word(frame, 4) != 0)
                    transactionEnded = true;
                sum.Restart(Word(frame, 16), Word(frame, 20));
            }
        }
    }

    private static uint Word(byte[] bytes, int offset) => BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(offset));
}
