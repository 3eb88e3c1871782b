using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Tables;

namespace Tiphys.ApiServer.CustomResources;

/// <summary>What a definition says about one version of its resource beyond what every resource has.</summary>
/// <param name="Printer">Prints by the version's additional columns.</param>
/// <param name="Scale">The paths of the scale subresource; null if it has none.</param>
/// <param name="Conversion">The definition's <c>spec.conversion</c>; null converts by changing apiVersion.</param>
/// <param name="IsTerminating">The definition is being deleted: no more objects.</param>
/// <param name="Since">The revision from which on objects have been written under this schema; older ones are pruned and defaulted when they are read.</param>
/// <param name="Warning">The version is deprecated; null if it is not.</param>
internal sealed record CustomFacts(TablePrinter Printer, ScalePaths? Scale, DocObject? Conversion, bool IsTerminating, long Since, string? Warning);
