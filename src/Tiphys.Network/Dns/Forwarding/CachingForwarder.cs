using System.Collections.Concurrent;
using Tiphys.Network.Dns.Wire;

namespace Tiphys.Network.Dns.Forwarding;

/// <summary>Asks an upstream and remembers what it said; the same question asked by many at once goes out once. While nobody upstream answers,
/// what was known goes on being said for an hour (RFC 8767).</summary>
internal sealed class CachingForwarder(IUpstream upstream, int capacity, TimeProvider time)
{
    private const uint LongestSeconds = 300;
    private const uint StaleSeconds = 30;
    private const int IdentityBytes = 2;
    private static readonly TimeSpan StaleFor = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task<byte[]?>> _asking = new(StringComparer.Ordinal);

    /// <returns>An answer with the query's identity; null if nobody knows.</returns>
    public async Task<byte[]?> AskAsync(ReadOnlyMemory<byte> query, bool overTcp, CancellationToken cancellationToken)
    {
        string key = Key(query.Span, overTcp);
        if (_entries.TryGetValue(key, out var known) && Age(known) < known.Seconds)
            return Fresh(known, query.Span, (uint)Age(known));

        var asking = _asking.GetOrAdd(key, _ => AskUpstreamAsync(key, query, overTcp));
        byte[]? answer = await asking.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (answer is not null)
            return ForAsker(answer, query.Span);
        if (known is not null && Age(known) < StaleFor.TotalSeconds)
        {
            byte[] stale = ForAsker(known.Answer, query.Span);
            TimesToLive.Lower(stale, known.Seconds > StaleSeconds ? known.Seconds - StaleSeconds : 0);
            return stale;
        }

        return null;
    }

    private async Task<byte[]?> AskUpstreamAsync(string key, ReadOnlyMemory<byte> query, bool overTcp)
    {
        await Task.Yield(); // so that the entry is in the table before it can be taken out
        try
        {
            // Not bound to one asker: others wait for it too.
            byte[]? answer = await upstream.AskAsync(query, overTcp, CancellationToken.None).ConfigureAwait(false);
            if (answer is not null && IsCacheable(answer) && TimesToLive.Shortest(answer) is { } seconds and > 0)
                Remember(key, new Entry(answer, Math.Min(seconds, LongestSeconds), time.GetTimestamp()));
            return answer;
        }
        finally
        {
            _asking.TryRemove(key, out _);
        }
    }

    private void Remember(string key, Entry entry)
    {
        if (_entries.Count >= capacity)
        {
            foreach (string old in _entries.OrderByDescending(pair => Age(pair.Value)).Take(capacity / 10 + 1).Select(pair => pair.Key).ToList())
                _entries.TryRemove(old, out _);
        }

        _entries[key] = entry;
    }

    private double Age(Entry entry) => time.GetElapsedTime(entry.Since).TotalSeconds;

    private static byte[] Fresh(Entry entry, ReadOnlySpan<byte> query, uint age)
    {
        byte[] answer = ForAsker(entry.Answer, query);
        TimesToLive.Lower(answer, age);
        return answer;
    }

    /// <summary>The answer under the asker's identity and with the asker's spelling of the name.</summary>
    private static byte[] ForAsker(byte[] answer, ReadOnlySpan<byte> query)
    {
        byte[] copy = [.. answer];
        query[..IdentityBytes].CopyTo(copy);
        int end = DnsName.Skip(query, DnsQuery.HeaderBytes);
        if (end > 0 && end <= copy.Length && copy[5] == 1)
            query[DnsQuery.HeaderBytes..end].CopyTo(copy.AsSpan(DnsQuery.HeaderBytes));
        return copy;
    }

    /// <summary>Whole answers that say yes or no; not failures, not the halves that ask for TCP.</summary>
    private static bool IsCacheable(byte[] answer) => (answer[2] & 0x02) == 0 && (ResponseCode)(answer[3] & 0x0f) is ResponseCode.NoError or ResponseCode.NameError;

    private static string Key(ReadOnlySpan<byte> query, bool overTcp)
    {
        Span<byte> name = stackalloc byte[DnsName.MaxBytes + 1];
        int length = DnsName.ReadLowered(query, DnsQuery.HeaderBytes, name);
        int end = DnsQuery.HeaderBytes + length + 4;
        var rest = end <= query.Length ? query[(end - 4)..] : [];
        // Flags and EDNS change the answer: they belong to the key.
        return $"{Convert.ToHexString(name[..length])}/{Convert.ToHexString(rest)}/{query[2] & 1}{query[3] & 0x30}{(overTcp ? 't' : 'u')}";
    }

    private sealed record Entry(byte[] Answer, uint Seconds, long Since);
}
