using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Tiphys.Client.Leadership;
using Tiphys.Client.Tests.Transport;

namespace Tiphys.Client.Tests.Leadership;

public sealed class LeaderElectorTests
{
    private const string HeldByOther = """{"metadata":{"name":"l","resourceVersion":"7"},"spec":{"holderIdentity":"other","leaseDurationSeconds":15}}""";
    private const string HeldByUs = """{"metadata":{"name":"l","resourceVersion":"8"},"spec":{"holderIdentity":"us","leaseDurationSeconds":15}}""";
    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedTransport _server = new();
    private readonly LeaderElector _elector;

    public LeaderElectorTests()
    {
        var options = new LeaderElectionOptions { Namespace = "kube-system", Name = "l", Identity = "us" };
        _elector = new(new KubeClient(_server), options, _time, NullLogger.Instance);
    }

    [Fact]
    public async Task TryHold_NoLease_CreatesIt()
    {
        _server.Answer(404, """{"kind":"Status","code":404,"reason":"NotFound"}""").Answer(201, HeldByUs);

        Assert.True(await _elector.TryHoldAsync(CancellationToken.None));
        Assert.Equal("us", _elector.Leader);
    }

    [Fact]
    public async Task TryHold_HeldByOther_WaitsALeaseFromItsOwnFirstSightWhateverTheWallClockSays()
    {
        _server.Answer(200, HeldByOther).Answer(200, HeldByOther).Answer(200, HeldByUs);
        Assert.False(await _elector.TryHoldAsync(CancellationToken.None));

        _time.Advance(TimeSpan.FromSeconds(16));

        Assert.True(await _elector.TryHoldAsync(CancellationToken.None));
        Assert.Contains("\"resourceVersion\":\"7\"", System.Text.Encoding.UTF8.GetString(_server.Requests[^1].Body.Span));
    }

    [Fact]
    public async Task TryHold_WriteConflicts_DoesNotLead()
    {
        _server.Answer(200, HeldByUs).Answer(409, """{"kind":"Status","code":409,"reason":"Conflict"}""");

        Assert.False(await _elector.TryHoldAsync(CancellationToken.None));
    }
}
