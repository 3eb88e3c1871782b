using System.Text;

namespace Tiphys.Node.Containerd;

/// <summary>Writes containerd's configuration (format version 2, which containerd 1.5 to 2.x read).</summary>
internal static class ContainerdConfig
{
    /// <param name="paths">Where containerd keeps its things.</param>
    /// <param name="cniBinDirectory">Where the CNI plugins are.</param>
    /// <param name="sandboxImage">The pause image; it must be there already, nobody fetches it.</param>
    /// <param name="mayLowerOomScore">
    /// Whether CAP_SYS_RESOURCE is there. Without it no process may lower its oom_score_adj, and every sandbox would fail unless containerd
    /// is told to restrict itself.
    /// </param>
    public static string Write(ContainerdPaths paths, string cniBinDirectory, string sandboxImage, bool mayLowerOomScore)
    {
        var text = new StringBuilder();
        text.Append(
            $"""
            version = 2
            root = {Quote(paths.Root)}
            state = {Quote(paths.State)}
            disabled_plugins = ["io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs", "io.containerd.internal.v1.restart", "io.containerd.internal.v1.tracing", "io.containerd.tracing.processor.v1.otlp"]

            [grpc]
              address = {Quote(paths.Socket)}

            [plugins."io.containerd.internal.v1.opt"]
              path = {Quote(Path.Combine(paths.Root, "opt"))}

            [plugins."io.containerd.grpc.v1.cri"]
              sandbox_image = {Quote(sandboxImage)}
              restrict_oom_score_adj = {(mayLowerOomScore ? "false" : "true")}
              netns_mounts_under_state_dir = true
              tolerate_missing_hugetlb_controller = true
              stream_server_address = "127.0.0.1"
              stream_server_port = "0"
              enable_unprivileged_ports = true
              enable_unprivileged_icmp = true
              [plugins."io.containerd.grpc.v1.cri".cni]
                bin_dir = {Quote(cniBinDirectory)}
                conf_dir = {Quote(paths.CniConfDirectory)}
              [plugins."io.containerd.grpc.v1.cri".containerd]
                snapshotter = "overlayfs"
                default_runtime_name = "runc"
                [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
                  runtime_type = "io.containerd.runc.v2"
                  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
                    SystemdCgroup = false
              [plugins."io.containerd.grpc.v1.cri".registry]
                config_path = {Quote(paths.RegistryDirectory)}

            """);
        return text.ToString();
    }

    /// <summary>A TOML basic string.</summary>
    private static string Quote(string value) => $"\"{value.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";
}
