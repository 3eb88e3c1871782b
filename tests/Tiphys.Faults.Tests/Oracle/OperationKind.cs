namespace Tiphys.Faults.Tests.Oracle;

/// <summary>What a client asked for.</summary>
public enum OperationKind
{
    Create,

    /// <summary>A replacement that demands a revision.</summary>
    Update,

    /// <summary>A change of whatever is there.</summary>
    Patch,
    Delete,

    /// <summary>A get, or what a list showed of one key.</summary>
    Read,
}
