namespace Tiphys.Faults.Tests.Oracle;

/// <summary>What one key holds, in the model that histories are judged by.</summary>
/// <param name="Value">Null if the key is absent.</param>
/// <param name="Revision">The revision of the value; <see cref="Untold"/> while nobody has been told it.</param>
/// <param name="Floor">The key's next revision is above this.</param>
internal readonly record struct KeyState(string? Value, long Revision, long Floor)
{
    private const long Untold = -1;

    /// <summary>The state after the operation, had it taken effect at this point; null if it cannot have been answered as it was.</summary>
    public KeyState? After(Operation operation) => operation switch
    {
        { Outcome: OperationOutcome.Refused } => Accepts(operation) && !(Revision == Untold && operation.Expected is not null) ? null : this,
        { Kind: OperationKind.Read, Value: null } => Value is null ? this : null,
        { Kind: OperationKind.Read } => Shown(operation),
        _ when !Accepts(operation) => null,
        { Kind: OperationKind.Delete } => new(null, 0, Math.Max(Floor, Revision)),
        { Outcome: OperationOutcome.Unknown } => new(operation.Value, Untold, Math.Max(Floor, Revision)),
        _ => operation.Revision > Math.Max(Floor, Revision) ? new(operation.Value, operation.Revision, operation.Revision) : null,
    };

    private bool Accepts(Operation operation) => operation.Kind == OperationKind.Create
        ? Value is null
        : Value is not null && (operation.Expected is not { } expected || Revision == expected || (Revision == Untold && expected > Floor));

    /// <summary>A read tells the revision of a write whose answer was lost.</summary>
    private KeyState? Shown(Operation read)
    {
        if (Value != read.Value)
            return null;
        if (Revision == Untold)
            return read.Revision > Floor ? new(Value, read.Revision, read.Revision) : null;
        return Revision == read.Revision ? this : null;
    }
}
