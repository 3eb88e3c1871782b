using Microsoft.Extensions.Time.Testing;
using Tiphys.ApiServer.WatchCache;

namespace Tiphys.ApiServer.Tests.WatchCache;

public sealed class EventLogTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Read_PastTheEnd_IsNothingYet() => Assert.Null(Make(new()).Read(0));

    [Fact]
    public void FindAfter_Revision_IsTheFirstLaterEvent()
    {
        var log = Make(new());
        foreach (var revision in (int[])[5, 7, 9])
            log.Append(Entry(revision), null, isDelete: false);
        Assert.Equal(7, log.Read(log.FindAfter(5))!.Revision);
        Assert.Equal(9, log.Read(log.FindAfter(8))!.Revision);
        Assert.Null(log.Read(log.FindAfter(9)));
    }

    [Fact]
    public void Append_OlderThanTheWindow_Leaves()
    {
        var log = Make(new EventLogLimits { KeepAtLeast = 2 });
        for (var revision = 1; revision <= 10; revision++)
            log.Append(Entry(revision), null, isDelete: false);
        _time.Advance(TimeSpan.FromMinutes(6));
        log.Append(Entry(11), null, isDelete: false);
        Assert.Throws<WindowPassedException>(() => log.FindAfter(3));
        Assert.Throws<WindowPassedException>(() => log.Read(0));
        Assert.Equal(10, log.Read(log.FindAfter(9))!.Revision);
    }

    [Fact]
    public void Append_BeyondItsWeight_LetsTheOldestGo()
    {
        var log = Make(new EventLogLimits { KeepAtLeast = 1, MaxBytes = 1000 });
        for (var revision = 1; revision <= 100; revision++)
            log.Append(Entry(revision, bytes: 100), null, isDelete: false);
        Assert.Throws<WindowPassedException>(() => log.FindAfter(80));
        Assert.Equal(96, log.Read(log.FindAfter(95))!.Revision);
    }

    [Fact]
    public void Append_BeyondTheRing_KeepsEveryEventInPlace()
    {
        var log = Make(new());
        for (var revision = 1; revision <= 1000; revision++)
            log.Append(Entry(revision), null, isDelete: false);
        for (var place = 0; place < 1000; place++)
            Assert.Equal(place + 1, log.Read(place)!.Revision);
    }

    [Fact]
    public void Reset_CursorThatHadReadAll_HasLost()
    {
        var log = Make(new());
        log.Append(Entry(1), null, isDelete: false);
        var cursor = log.Next;
        log.Reset(50);
        Assert.Throws<WindowPassedException>(() => log.Read(cursor));
    }

    private EventLog Make(EventLogLimits limits) => new(_time, limits);

    private static CacheEntry Entry(long revision, int bytes = 0) => new("k", "", "k", new byte[bytes], revision, revision);
}
