using Tiphys.Api.Machinery.Cel.Types;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Checking;

/// <summary>What a name in an expression may mean.</summary>
/// <param name="Slot">Where the value stands at evaluation; unused if there is a constant.</param>
/// <param name="Constant">Set for names of types.</param>
internal sealed record CelDeclaration(string Name, CelType Type, int Slot, CelValue? Constant = null);
