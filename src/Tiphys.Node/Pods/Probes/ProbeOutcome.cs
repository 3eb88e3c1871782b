namespace Tiphys.Node.Pods.Probes;

/// <summary>What one probe found.</summary>
internal enum ProbeOutcome
{
    Success,
    Failure,

    /// <summary>The probe itself could not be made; counts neither way.</summary>
    Error,
}
