namespace Tiphys.Client.Transport;

/// <summary>The API server gave no answer: connection refused, broken, timed out.</summary>
public sealed class ApiUnreachableException(string message, Exception? inner = null) : Exception(message, inner);
