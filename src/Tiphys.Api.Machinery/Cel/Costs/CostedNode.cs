using Tiphys.Api.Machinery.Cel.Syntax;
using Tiphys.Api.Machinery.Cel.Types;

namespace Tiphys.Api.Machinery.Cel.Costs;

/// <summary>An argument of a call whose cost is estimated.</summary>
/// <param name="Path">The way from a variable to the value: names, <c>@items</c>, <c>@keys</c>, <c>@values</c>; null if there is none.</param>
/// <param name="Size">The size as far as the expression itself tells.</param>
internal sealed record CostedNode(IReadOnlyList<string>? Path, CelType Type, Expr? Expr, CostRange? Size);
