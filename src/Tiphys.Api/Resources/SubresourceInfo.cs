namespace Tiphys.Api.Resources;

/// <summary>A subresource as discovery lists it, for example <c>scale</c> of deployments, which answers an autoscaling/v1 Scale.</summary>
/// <param name="Name">The last path segment: <c>status</c>, <c>scale</c>, <c>log</c>.</param>
/// <param name="Kind">The kind it reads and writes; the parent's own for <c>status</c>.</param>
/// <param name="GroupVersion">That kind's group and version.</param>
/// <param name="Verbs">The verbs discovery shows.</param>
public sealed record SubresourceInfo(string Name, string Kind, GroupVersion GroupVersion, IReadOnlyList<string> Verbs);
