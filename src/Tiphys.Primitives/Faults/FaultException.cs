namespace Tiphys.Primitives.Faults;

/// <summary>An error a person can act on: a stable code, what happened, what mends it. Shown whole; never carries secrets.</summary>
/// <param name="code">Stable and searchable, upper case with dashes: <c>PORT-TAKEN</c>.</param>
/// <param name="cause">What is wrong, with the value that is wrong.</param>
/// <param name="fix">What to do about it, as a command where there is one.</param>
public sealed class FaultException(string code, string cause, string fix, Exception? inner = null) : Exception($"{code}: {cause}", inner)
{
    public string Code { get; } = code;

    public string Cause { get; } = cause;

    public string Fix { get; } = fix;

    /// <summary>True if the command was used wrongly (exit code 2), false if it failed (exit code 1).</summary>
    public bool IsUsage { get; init; }
}
