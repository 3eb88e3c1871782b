namespace Tiphys.Node.Cri;

/// <summary>Something happened to a container or a sandbox.</summary>
/// <param name="Kind">What.</param>
/// <param name="Id">The container's or sandbox's id.</param>
public readonly record struct RuntimeEvent(RuntimeEventKind Kind, string Id);
