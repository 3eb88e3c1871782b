using Tiphys.Node.Pods.Sync;

namespace Tiphys.Node.Tests.Sync;

public sealed class RestartBackoffTests
{
    private static readonly DateTime Begin = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void FirstRestart_IsAtOnce() => Assert.Equal(TimeSpan.Zero, new RestartBackoff().Remaining("c", Begin, Begin));

    [Fact]
    public void Restarts_OneAfterTheOther_DoubleTheWaitUpToFiveMinutes()
    {
        var backoff = new RestartBackoff();
        var waits = new List<double>();
        for (var i = 0; i < 8; i++)
        {
            backoff.Restarted("c", Begin);
            waits.Add(backoff.Wait("c").TotalSeconds);
        }

        Assert.Equal([10, 20, 40, 80, 160, 300, 300, 300], waits);
    }

    [Fact]
    public void LongRun_ForgetsTheWait()
    {
        var backoff = new RestartBackoff();
        backoff.Restarted("c", Begin);
        var later = Begin.AddMinutes(11);

        Assert.Equal(TimeSpan.Zero, backoff.Remaining("c", later, later));
        backoff.Restarted("c", later);
        Assert.Equal(TimeSpan.FromSeconds(10), backoff.Wait("c"));
    }
}
