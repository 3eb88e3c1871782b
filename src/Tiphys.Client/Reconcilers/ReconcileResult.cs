namespace Tiphys.Client.Reconcilers;

/// <summary>How one reconciliation ended.</summary>
public readonly record struct ReconcileResult
{
    private ReconcileResult(ReconcileOutcome outcome, TimeSpan delay, Exception? error)
    {
        Outcome = outcome;
        Delay = delay;
        Error = error;
    }

    /// <summary>The world is as it should be until something changes.</summary>
    public static ReconcileResult Done { get; } = new(ReconcileOutcome.Done, default, null);

    public ReconcileOutcome Outcome { get; }

    /// <summary>With <see cref="ReconcileOutcome.Later"/>: when to look again.</summary>
    public TimeSpan Delay { get; }

    public Exception? Error { get; }

    /// <summary>Look again after the time, without counting it as a failure.</summary>
    public static ReconcileResult Later(TimeSpan delay) => new(ReconcileOutcome.Later, delay, null);

    /// <summary>Try again after the key's back-off. Throwing has the same effect.</summary>
    public static ReconcileResult Failed(Exception error) => new(ReconcileOutcome.Failed, default, error);

    /// <summary>Trying again is of no use before the object changes.</summary>
    public static ReconcileResult Terminal(Exception error) => new(ReconcileOutcome.Terminal, default, error);
}
