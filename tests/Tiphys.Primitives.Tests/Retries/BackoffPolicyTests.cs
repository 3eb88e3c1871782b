using Tiphys.Primitives.Retries;

namespace Tiphys.Primitives.Tests.Retries;

public sealed class BackoffPolicyTests
{
    [Theory]
    [InlineData(0, 0.0, 100)]
    [InlineData(1, 0.0, 200)]
    [InlineData(1, 1.0, 300)]
    [InlineData(50, 0.0, 1000)]
    [InlineData(100_000, 1.0, 1500)]
    public void Delay_AfterFailures_GrowsToTheBoundPlusJitter(int failures, double random, int expectedMilliseconds)
    {
        var policy = new BackoffPolicy { First = TimeSpan.FromMilliseconds(100), Longest = TimeSpan.FromSeconds(1), Jitter = 0.5 };

        Assert.Equal(expectedMilliseconds, policy.Delay(failures, random).TotalMilliseconds, 3);
    }
}
