namespace Tiphys.Controllers.GarbageCollection;

/// <summary>What is known of an owner.</summary>
internal enum OwnerState
{
    /// <summary>Named by a dependent only; the server must be asked.</summary>
    Unknown,

    Present,

    /// <summary>Being deleted in the foreground: waits for its dependents to go.</summary>
    Waiting,

    /// <summary>Not there, or another object by the same name.</summary>
    Absent,
}
