namespace Tiphys.Perf.Load;

/// <summary>What was measured did not do its work right: there is no figure for that.</summary>
internal sealed class WrongWorkException(string message) : Exception(message);
