using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>What an overload does. The arguments are of the kinds it declares and none is an error; failures are returned as errors.</summary>
internal delegate CelValue CelFunction(ReadOnlySpan<CelValue> arguments);
