namespace Tiphys.Scheduler.Queues;

/// <summary>The stations of a waiting pod.</summary>
/// <remarks><code>Active -(taken)-> InCycle -(no node)-> Unschedulable -(something changed)-> Backoff -(time)-> Active</code></remarks>
internal enum QueuePlace
{
    None,
    Active,
    InCycle,
    Backoff,
    Unschedulable,
    Gated,
}
