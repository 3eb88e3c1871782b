namespace Tiphys.Scheduler;

/// <summary>Settings of the scheduler.</summary>
public sealed record SchedulerOptions
{
    /// <summary>Pods whose <c>spec.schedulerName</c> is this are ours. Default <c>default-scheduler</c>.</summary>
    public string SchedulerName { get; init; } = "default-scheduler";

    /// <summary>Bindings on their way at once. Default 64.</summary>
    public int ParallelBinds { get; init; } = 64;

    /// <summary>How long a pod's volumes may take to be bound before it is tried again. Default 10 min, as upstream.</summary>
    public TimeSpan VolumeBindTimeout { get; init; } = TimeSpan.FromMinutes(10);
}
