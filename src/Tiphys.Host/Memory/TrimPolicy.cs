namespace Tiphys.Host.Memory;

/// <summary>
/// Decides when memory is worth giving back: the process has grown since it last did so, and has come to rest. Told of a sample every
/// <see cref="Interval"/>.
/// </summary>
/// <remarks>
/// growing --(at rest for <see cref="CalmSamples"/>)--> trim --(pools have aged)--> trim once more --> quiet until it has grown again. A trim that gains nothing raises
/// the floor, so that objects that are there to stay are not looked through again and again.
/// </remarks>
internal sealed class TrimPolicy
{
    /// <summary>Between two samples.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Bytes asked for between two samples of a process at rest. A cluster that only renews its leases asks for less.</summary>
    public const long CalmBytes = 4 << 20;

    /// <summary>Samples at rest before a trim.</summary>
    public const int CalmSamples = 3;

    /// <summary>Growth worth a trim; also a tenth of what there was.</summary>
    public const long WorthBytes = 12 << 20;

    /// <summary>Samples at rest after which a second trim also gets what pools of arrays keep for a minute.</summary>
    public const int AgedSamples = 40;

    private long _allocated;
    private long _floor;
    private int _calm;
    private bool _followUp;

    /// <returns>True if memory should be given back now; then <see cref="Trimmed"/> is called.</returns>
    public bool IsDue(in MemorySample sample)
    {
        var busy = sample.Allocated - _allocated > CalmBytes;
        _allocated = sample.Allocated;
        _calm = busy ? 0 : _calm + 1;
        if (_followUp && _calm >= AgedSamples)
            return true;
        return _calm >= CalmSamples && sample.Resident - _floor > Math.Max(WorthBytes, _floor / 10);
    }

    /// <summary>Tells what has come of it.</summary>
    public void Trimmed(in MemorySample before, in MemorySample after)
    {
        _followUp = before.Resident - _floor > Math.Max(WorthBytes, _floor / 10);
        _allocated = after.Allocated;
        _floor = after.Resident;
    }
}
