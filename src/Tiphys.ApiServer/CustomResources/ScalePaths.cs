namespace Tiphys.ApiServer.CustomResources;

/// <summary>Where a custom resource keeps what its scale shows, as names from the root.</summary>
/// <param name="Selector">Null if the definition names none.</param>
internal sealed record ScalePaths(string[] SpecReplicas, string[] StatusReplicas, string[]? Selector);
