namespace Tiphys.Controllers.Namespaces;

/// <summary>What a sweep through a namespace left behind.</summary>
/// <param name="Remaining">Objects left, by resource as conditions name it (<c>pods.</c>, <c>deployments.apps</c>).</param>
/// <param name="Finalizers">How many objects wait for each finalizer.</param>
/// <param name="DiscoveryErrors">Groups that did not say what they serve.</param>
/// <param name="ContentErrors">What could not be deleted or looked at.</param>
internal sealed record SweepResult(
    IReadOnlyDictionary<string, int> Remaining,
    IReadOnlyDictionary<string, int> Finalizers,
    IReadOnlyList<string> DiscoveryErrors,
    IReadOnlyList<string> ContentErrors)
{
    /// <summary>Nothing is left, and everything could be looked at.</summary>
    public bool IsEmpty => Remaining.Count == 0 && DiscoveryErrors.Count == 0 && ContentErrors.Count == 0;
}
