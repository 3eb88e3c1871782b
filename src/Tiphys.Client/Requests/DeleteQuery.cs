namespace Tiphys.Client.Requests;

/// <summary>The options of a delete.</summary>
public sealed record DeleteQuery
{
    public static DeleteQuery Default { get; } = new();

    public static DeleteQuery Background { get; } = new() { PropagationPolicy = "Background" };

    public static DeleteQuery Foreground { get; } = new() { PropagationPolicy = "Foreground" };

    public static DeleteQuery Orphan { get; } = new() { PropagationPolicy = "Orphan" };

    /// <summary>Seconds the object may take to end; null for the kind's default.</summary>
    public long? GracePeriodSeconds { get; init; }

    /// <summary>Background, Foreground or Orphan; null for the kind's default.</summary>
    public string? PropagationPolicy { get; init; }

    /// <summary>Only the object with this uid.</summary>
    public string? Uid { get; init; }

    /// <summary>Only this version of the object.</summary>
    public string? ResourceVersion { get; init; }

    public bool DryRun { get; init; }
}
