namespace Tiphys.Api.Machinery.Cel.Evaluation;

/// <summary>Ends an evaluation that costs too much. Not an error value: no operator may absorb it.</summary>
internal sealed class CelCostException : Exception;
