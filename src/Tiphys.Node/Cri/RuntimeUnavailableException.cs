namespace Tiphys.Node.Cri;

/// <summary>The container runtime gave no answer. Says nothing about the containers.</summary>
public sealed class RuntimeUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
