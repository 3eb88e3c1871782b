namespace Tiphys.Api.Machinery.Cel.Costs;

/// <summary>The bounds of a call's cost, and of its result's size where that is known.</summary>
internal readonly record struct CallEstimate(CostRange Cost, CostRange? ResultSize);
