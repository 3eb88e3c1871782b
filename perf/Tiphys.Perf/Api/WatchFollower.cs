using System.Buffers.Text;
using System.Diagnostics;
using Tiphys.Perf.Load;

namespace Tiphys.Perf.Api;

/// <summary>One watcher of the watch benchmark: reads events until every write was seen once, in order of their revisions.</summary>
internal sealed class WatchFollower(RawConnection connection, int writes) : IDisposable
{
    private readonly Latencies _lags = new();
    private byte[] _begun = new byte[4096];
    private int _length;
    private long _newest;

    /// <returns>For each event the time from before its write to here.</returns>
    public async Task<Latencies> FollowAsync()
    {
        while (_lags.Count < writes)
        {
            var bytes = await connection.ReadStreamAsync();
            for (int end; (end = bytes.Span.IndexOf((byte)'\n')) >= 0; bytes = bytes[(end + 1)..])
            {
                if (_length == 0)
                {
                    Take(bytes.Span[..end]);
                    continue;
                }

                Keep(bytes.Span[..end]);
                Take(_begun.AsSpan(0, _length));
                _length = 0;
            }

            Keep(bytes.Span);
        }

        return _lags;
    }

    public void Dispose() => connection.Dispose();

    private void Keep(ReadOnlySpan<byte> part)
    {
        if (_length + part.Length > _begun.Length)
            Array.Resize(ref _begun, Math.Max(_length + part.Length, _begun.Length * 2));
        part.CopyTo(_begun.AsSpan(_length));
        _length += part.Length;
    }

    private void Take(ReadOnlySpan<byte> line)
    {
        long revision = NumberAfter(line, "\"resourceVersion\":\""u8);
        if (!line.StartsWith("{\"type\":\"ADDED\""u8) || revision <= _newest)
            throw new WrongWorkException($"a watch delivered something else: {System.Text.Encoding.UTF8.GetString(line)}");
        _newest = revision;
        _lags.Add(Stopwatch.GetElapsedTime(NumberAfter(line, "sent:"u8)));
    }

    private static long NumberAfter(ReadOnlySpan<byte> line, ReadOnlySpan<byte> mark)
    {
        int at = line.IndexOf(mark);
        return at >= 0 && Utf8Parser.TryParse(line[(at + mark.Length)..], out long number, out _) ? number : throw new WrongWorkException("an event that is not ours");
    }
}
