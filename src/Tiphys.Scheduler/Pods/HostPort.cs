namespace Tiphys.Scheduler.Pods;

/// <summary>A port of the node itself that a pod wants.</summary>
internal readonly record struct HostPort(string Ip, string Protocol, int Port)
{
    /// <summary>Two pods cannot have both.</summary>
    public bool Collides(HostPort other) => Port == other.Port && Protocol == other.Protocol && (Ip == other.Ip || Ip == "0.0.0.0" || other.Ip == "0.0.0.0");
}
