using Microsoft.Extensions.Time.Testing;
using Tiphys.Network.Dns.Forwarding;
using Tiphys.Network.Dns.Wire;

namespace Tiphys.Network.Tests.Dns;

public sealed class ForwardingTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedUpstream _upstream = new();
    private readonly CachingForwarder _forwarder;

    public ForwardingTests() => _forwarder = new CachingForwarder(_upstream, capacity: 100, _time);

    [Fact]
    public async Task Answer_IsRememberedForItsTimeAndAgesMeanwhile()
    {
        Assert.Equal("NoError A 192.0.2.1", await AskAsync("www.example.com", 1));
        _time.Advance(TimeSpan.FromSeconds(20));
        byte[] second = (await _forwarder.AskAsync(Packets.Question("WWW.example.com", RecordType.A, 2), false, CancellationToken.None))!;

        Assert.Equal(1, _upstream.Asked);
        Assert.Equal([0, 2], second[..2]);
        Assert.Equal(40u, TimesToLive.Shortest(second));
        Assert.Contains("WWW", System.Text.Encoding.ASCII.GetString(second));

        _time.Advance(TimeSpan.FromSeconds(41));
        await AskAsync("www.example.com", 3);
        Assert.Equal(2, _upstream.Asked);
    }

    [Fact]
    public async Task Question_AskedByManyAtOnce_GoesOutOnce()
    {
        _upstream.Hold();
        var asking = Enumerable.Range(0, 20).Select(i => AskAsync("www.example.com", (ushort)i)).ToList();

        _upstream.LetGo();

        Assert.All(await Task.WhenAll(asking), answer => Assert.Equal("NoError A 192.0.2.1", answer));
        Assert.Equal(1, _upstream.Asked);
    }

    [Fact]
    public async Task DeadUpstream_LeavesWhatWasKnownForAnHourAndNothingElse()
    {
        await AskAsync("www.example.com", 1);
        _upstream.IsDead = true;
        _time.Advance(TimeSpan.FromMinutes(30));

        Assert.Equal("NoError A 192.0.2.1", await AskAsync("www.example.com", 2));
        Assert.Equal("nobody knows", await AskAsync("other.example.com", 3));
        _time.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal("nobody knows", await AskAsync("www.example.com", 4));
    }

    [Fact]
    public void ResolvConf_GivesItsNameservers() => Assert.Equal(
        ["192.0.2.53:53", "[fd00::53]:53"],
        ResolvConf.Parse("# made by hand\nsearch example.com\nnameserver 192.0.2.53\r\n  nameserver\tfd00::53 \nnameserver nonsense\n").Select(r => r.ToString()));

    [Fact]
    public void Resolvers_ThatLeadBackToUs_AreNotAsked()
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, "nameserver 10.43.0.10\nnameserver 192.0.2.53\n");

        var resolvers = new HostResolvers(new ResolvConf(file, _time), [System.Net.IPAddress.Parse("10.43.0.10")], TimeSpan.FromSeconds(1), _time);

        Assert.Equal(["192.0.2.53:53"], resolvers.Usable.Select(resolver => resolver.ToString()));
        File.Delete(file);
    }

    private async Task<string> AskAsync(string name, ushort identity)
    {
        byte[]? answer = await _forwarder.AskAsync(Packets.Question(name, RecordType.A, identity), false, CancellationToken.None);
        return answer is null ? "nobody knows" : Packets.Read(answer);
    }
}
