namespace Tiphys.Node.Containerd;

/// <summary>The private containerd cannot be had.</summary>
/// <param name="cause">What is wrong.</param>
/// <param name="fix">What to do about it.</param>
public sealed class ContainerdException(string cause, string fix) : Exception($"{cause}; {fix}")
{
    public string Cause { get; } = cause;

    public string Fix { get; } = fix;
}
