namespace Tiphys.Node.Pods.Lifecycle;

/// <summary>A lifecycle hook failed.</summary>
internal sealed class HookException(string message) : Exception(message);
