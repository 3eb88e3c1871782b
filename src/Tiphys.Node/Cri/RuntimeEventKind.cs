namespace Tiphys.Node.Cri;

/// <summary>What a <see cref="RuntimeEvent"/> tells.</summary>
public enum RuntimeEventKind
{
    /// <summary>The subscription stands: whatever happens from here on will be told.</summary>
    Subscribed,

    /// <summary>The first process ended.</summary>
    Exited,

    /// <summary>The kernel killed a process of it for want of memory.</summary>
    OutOfMemory,
}
