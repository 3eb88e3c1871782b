using k8s.Models;

namespace Tiphys.Client.Events;

/// <summary>An event as it was recorded.</summary>
internal sealed record EventRecord(V1ObjectReference About, string Type, string Reason, string Message);
