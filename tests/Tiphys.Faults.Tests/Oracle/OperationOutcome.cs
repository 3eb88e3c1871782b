namespace Tiphys.Faults.Tests.Oracle;

/// <summary>What a client was told.</summary>
public enum OperationOutcome
{
    Done,

    /// <summary>It was not done, because of what the key held.</summary>
    Refused,

    /// <summary>The answer was lost: it happened, will happen, or never will.</summary>
    Unknown,
}
