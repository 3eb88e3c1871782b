namespace Tiphys.Api.Machinery.Cel.Costs;

/// <summary>A comprehension's variable while a cost is estimated.</summary>
internal sealed record CostVariable(string Name, IReadOnlyList<string> Path, CostRange? Size, EntrySizes? Entries);
