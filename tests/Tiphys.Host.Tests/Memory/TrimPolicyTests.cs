using Tiphys.Host.Memory;

namespace Tiphys.Host.Tests.Memory;

public sealed class TrimPolicyTests
{
    private const long Megabyte = 1 << 20;
    private readonly TrimPolicy _policy = new();
    private long _allocated;

    [Fact]
    public void Storm_WhileItLasts_IsNotInterrupted()
    {
        for (var at = 1; at <= 100; at++)
            Assert.False(Tell(100 + (at * 10), busy: true));
    }

    [Fact]
    public void Storm_ThatIsOver_IsTrimmedAfterRestAndAgainWhenPoolsHaveAged()
    {
        Tell(900, busy: true);
        Assert.Equal(TrimPolicy.CalmSamples, RestUntilDue(900));
        Trim(900, 140);

        Assert.Equal(TrimPolicy.AgedSamples - TrimPolicy.CalmSamples, RestUntilDue(140));
        Trim(140, 120);

        Assert.Equal(0, RestUntilDue(120));
    }

    [Fact]
    public void Growth_ThatStays_IsLookedThroughTwiceAndNotForEver()
    {
        Tell(300, busy: true);
        RestUntilDue(300);
        Trim(300, 300);
        RestUntilDue(300);
        Trim(300, 300);

        Assert.Equal(0, RestUntilDue(305));
        Assert.NotEqual(0, RestUntilDue(340));
    }

    [Fact]
    public void Rest_BrokenByWork_BeginsAnew()
    {
        Tell(900, busy: true);
        for (var at = 1; at < TrimPolicy.CalmSamples; at++)
            Assert.False(Tell(900, busy: false));
        Assert.False(Tell(900, busy: true));

        Assert.Equal(TrimPolicy.CalmSamples, RestUntilDue(900));
    }

    /// <returns>How many samples at rest it took; 0 if it was never due.</returns>
    private int RestUntilDue(long resident)
    {
        for (var at = 1; at < 200; at++)
        {
            if (Tell(resident, busy: false))
                return at;
        }

        return 0;
    }

    private bool Tell(long resident, bool busy)
    {
        _allocated += busy ? 100 * Megabyte : Megabyte / 2;
        return _policy.IsDue(new(resident * Megabyte, _allocated));
    }

    private void Trim(long before, long after) => _policy.Trimmed(new(before * Megabyte, _allocated), new(after * Megabyte, _allocated));
}
