namespace Tiphys.Perf.Load;

/// <summary>The server has ended a watch that was to go on: what kube-apiserver does with watchers that it cannot keep up with.</summary>
internal sealed class StreamEndedException(string message) : Exception(message);
