namespace Tiphys.ApiServer.Fairness;

/// <summary>One queue of a priority level.</summary>
internal sealed class FairQueue
{
    public LinkedList<Waiter> Waiting { get; } = [];

    /// <summary>The virtual time at which its next request starts: start-time fair queuing, every request costing one.</summary>
    public long NextStart { get; set; }
}
