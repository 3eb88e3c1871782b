using Tiphys.Api.Machinery.Cel.Types;

namespace Tiphys.Api.Machinery.Cel;

/// <summary>A variable that expressions of an environment may use.</summary>
public sealed record CelVariable(string Name, CelType Type);
