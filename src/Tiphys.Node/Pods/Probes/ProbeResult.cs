namespace Tiphys.Node.Pods.Probes;

/// <summary>What one probe found, and what it says about it.</summary>
internal readonly record struct ProbeResult(ProbeOutcome Outcome, string Output)
{
    public static ProbeResult Success { get; } = new(ProbeOutcome.Success, "");

    public static ProbeResult Failure(string output) => new(ProbeOutcome.Failure, output);
}
