namespace Tiphys.Node.Streaming;

/// <summary>
/// The versions of the remote command protocol. v2 fixed the closing of streams, v3 added the terminal's size, v4 the exit code as a Status on
/// the error stream, v5 (WebSocket only) the closing of single streams.
/// </summary>
internal static class RemoteProtocol
{
    public const string V1 = "channel.k8s.io";
    public const string V2 = "v2.channel.k8s.io";
    public const string V3 = "v3.channel.k8s.io";
    public const string V4 = "v4.channel.k8s.io";
    public const string V5 = "v5.channel.k8s.io";
    public const string PortForward = "portforward.k8s.io";
    public const string TunnelledPortForward = "SPDY/3.1+portforward.k8s.io";
    private static readonly string[] BySpdy = [V4, V3, V2, V1];

    /// <summary>The best version that a SPDY client offers; null if it offers none of them. A client that offers nothing speaks v1.</summary>
    public static string? ChooseSpdy(IReadOnlyCollection<string> offered) => offered.Count == 0 ? V1 : BySpdy.FirstOrDefault(offered.Contains);

    /// <summary>Whether the error stream carries a Status rather than text.</summary>
    public static bool HasStatus(string version) => version is V4 or V5;

    public static bool HasResize(string version) => version is V3 or V4 or V5;
}
