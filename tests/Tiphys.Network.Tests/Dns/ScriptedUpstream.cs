using Tiphys.Network.Dns.Forwarding;
using Tiphys.Network.Dns.Wire;

namespace Tiphys.Network.Tests.Dns;

/// <summary>An upstream that knows one address for every name, with 60 seconds to live.</summary>
internal sealed class ScriptedUpstream : IUpstream
{
    private readonly TaskCompletionSource _gate = new();
    private int _asked;
    private bool _held;

    public int Asked => _asked;

    public bool IsDead { get; set; }

    public void Hold() => _held = true;

    public void LetGo() => _gate.SetResult();

    public static byte[] Answer(ReadOnlySpan<byte> query)
    {
        int end = DnsName.Skip(query, 12) + 4;
        byte[] answer = [.. query[..end], 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1];
        answer[2] |= 0x80;
        answer[7] = 1;
        answer[11] = 0;
        return answer;
    }

    public async Task<byte[]?> AskAsync(ReadOnlyMemory<byte> query, bool overTcp, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        if (_held)
            await _gate.Task;
        return IsDead ? null : Answer(query.Span);
    }
}
