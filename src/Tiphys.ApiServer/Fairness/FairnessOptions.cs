namespace Tiphys.ApiServer.Fairness;

/// <summary>How many requests the server works on at once, and how long others wait.</summary>
public sealed record FairnessOptions
{
    /// <summary>Short requests worked on at once, shared out among the priority levels (kube-apiserver: max-requests-inflight plus max-mutating-requests-inflight).</summary>
    public int TotalSeats { get; init; } = 600;

    /// <summary>The longest a request waits in a queue before it is answered 429.</summary>
    public TimeSpan QueueTimeout { get; init; } = TimeSpan.FromSeconds(15);
}
