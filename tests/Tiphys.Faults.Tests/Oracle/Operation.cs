namespace Tiphys.Faults.Tests.Oracle;

/// <summary>One operation on one key as its client saw it.</summary>
/// <param name="Client">Who asked.</param>
/// <param name="Call">When it was asked, in any rising count.</param>
/// <param name="Return">When the answer came; <see cref="long.MaxValue"/> if none did.</param>
public sealed record Operation(int Client, OperationKind Kind, string Key, long Call, long Return, OperationOutcome Outcome)
{
    /// <summary>What was to be written, unique in the whole history; for a read what was seen; null for nothing.</summary>
    public string? Value { get; init; }

    /// <summary>The revision that was demanded of the key; null if any would do.</summary>
    public long? Expected { get; init; }

    /// <summary>The revision that the key was said to have afterwards; 0 if none was told.</summary>
    public long Revision { get; init; }

    public override string ToString() =>
        $"[{Call}-{(Return == long.MaxValue ? "?" : Return)}] client {Client} {Kind} {Key} {Value ?? "-"}{(Expected is { } e ? $" at {e}" : "")}: {Outcome}{(Revision > 0 ? $" {Revision}" : "")}";
}
