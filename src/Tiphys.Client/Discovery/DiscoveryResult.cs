namespace Tiphys.Client.Discovery;

/// <summary>What the server serves, as far as it could be asked.</summary>
/// <param name="Resources">Each resource once, in its group's preferred version (or the first version that has it).</param>
/// <param name="FailedGroupVersions">Groups that did not answer: an aggregated server that is down. What they serve is unknown.</param>
public sealed record DiscoveryResult(IReadOnlyList<DiscoveredResource> Resources, IReadOnlyList<string> FailedGroupVersions);
