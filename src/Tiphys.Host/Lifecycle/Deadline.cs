namespace Tiphys.Host.Lifecycle;

/// <summary>Waits for a condition that has no event to wait for (another process, the kernel), for a bounded time.</summary>
internal sealed class Deadline(TimeSpan patience, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);
    private readonly long _started = time.GetTimestamp();

    public bool HasPassed => time.GetElapsedTime(_started) > patience;

    /// <summary>Asks until the answer is yes (true) or time is up (false).</summary>
    public async Task<bool> WaitAsync(Func<Task<bool>> condition, CancellationToken cancellationToken)
    {
        while (!await condition().ConfigureAwait(false))
        {
            if (HasPassed)
                return false;
            await Task.Delay(Interval, time, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }
}
