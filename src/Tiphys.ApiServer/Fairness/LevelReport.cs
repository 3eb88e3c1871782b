namespace Tiphys.ApiServer.Fairness;

/// <summary>A priority level at one moment; the last three are counts since the server's start.</summary>
internal readonly record struct LevelReport(string Name, int Seats, int Running, int Waiting, long Dispatched, long RefusedFull, long RefusedLate);
