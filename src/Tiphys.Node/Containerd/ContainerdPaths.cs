namespace Tiphys.Node.Containerd;

/// <summary>Where the private containerd keeps its things.</summary>
/// <param name="DataDirectory">The cluster's data directory.</param>
/// <param name="RuntimeDirectory">The cluster's runtime directory.</param>
public sealed record ContainerdPaths(string DataDirectory, string RuntimeDirectory)
{
    public string Root => Path.Combine(DataDirectory, "containerd");

    public string State => Path.Combine(RuntimeDirectory, "containerd");

    public string Socket => Path.Combine(RuntimeDirectory, "containerd.sock");

    public string ConfigFile => Path.Combine(DataDirectory, "containerd.toml");

    public string LogFile => Path.Combine(DataDirectory, "logs", "containerd.log");

    public string CniConfDirectory => Path.Combine(DataDirectory, "cni", "net.d");

    /// <summary>host-local's record of addresses in use.</summary>
    public string CniStateDirectory => Path.Combine(DataDirectory, "cni", "networks");

    /// <summary>hosts.toml per registry, as containerd's <c>config_path</c> wants it.</summary>
    public string RegistryDirectory => Path.Combine(DataDirectory, "certs.d");
}
