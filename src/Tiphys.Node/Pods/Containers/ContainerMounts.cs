using k8s.Models;
using Tiphys.Node.Cri.V1;
using Tiphys.Node.Volumes;

namespace Tiphys.Node.Pods.Containers;

/// <summary>What is mounted into a container: its volumes, the pod's hosts file, the file for its last words.</summary>
internal sealed class ContainerMounts(PodDirectories directories, SubPathBinder subPaths)
{
    /// <exception cref="ContainerConfigException">A volume is not there, or a sub path leads out of its volume.</exception>
    public IEnumerable<Mount> Build(ContainerContext context, IReadOnlyDictionary<string, string> variables)
    {
        var result = new List<Mount>();
        var index = 0;
        foreach (var mount in context.Container.VolumeMounts ?? [])
        {
            if (!context.Volumes.TryGet(mount.Name, out var volume))
                throw ContainerConfigException.Config($"volume {mount.Name} is not mounted");
            result.Add(new Mount
            {
                ContainerPath = mount.MountPath.StartsWith('/') ? mount.MountPath : "/" + mount.MountPath,
                HostPath = HostPath(context, mount, volume, variables, index++),
                Readonly = mount.ReadOnlyProperty == true || volume.ReadOnly,
                Propagation = Propagation(mount.MountPropagation),
            });
        }

        if (!result.Any(mount => mount.ContainerPath.TrimEnd('/') == "/etc/hosts"))
            result.Add(new Mount { ContainerPath = "/etc/hosts", HostPath = directories.HostsFile(context.Pod.Uid()), Readonly = ReadOnlyRoot(context) });
        return result;
    }

    /// <summary>The file behind the container's termination message path; one for each start.</summary>
    public string TerminationMessageFile(ContainerContext context)
    {
        var directory = directories.Container(context.Pod.Uid(), context.Container.Name);
        Directory.CreateDirectory(directory);
        var file = Path.Combine(directory, $"termination-{context.Attempt}");
        File.WriteAllBytes(file, []);
        File.SetUnixFileMode(file, (UnixFileMode)0x1b6); // 0666: whatever user the container runs as
        return file;
    }

    private static bool ReadOnlyRoot(ContainerContext context) => context.Container.SecurityContext?.ReadOnlyRootFilesystem == true;

    private string HostPath(
        ContainerContext context,
        V1VolumeMount mount,
        MountedVolume volume,
        IReadOnlyDictionary<string, string> variables,
        int index)
    {
        var subPath = mount.SubPath ?? "";
        if (!string.IsNullOrEmpty(mount.SubPathExpr))
        {
            subPath = VariableExpansion.Expand(mount.SubPathExpr, name => variables.GetValueOrDefault(name));
            if (subPath.Contains("$("))
                throw ContainerConfigException.Config($"missing value for \"{subPath[(subPath.IndexOf("$(", StringComparison.Ordinal) + 2)..].Split(')')[0]}\"");
        }

        if (subPath.Length == 0)
            return volume.HostPath;
        try
        {
            return subPaths.Bind(context.Pod.Uid(), context.Container.Name, index, volume, subPath);
        }
        catch (VolumeException e)
        {
            throw ContainerConfigException.Config($"failed to prepare subPath for volumeMount \"{mount.Name}\" of container \"{context.Container.Name}\": {e.Message}");
        }
    }

    private static MountPropagation Propagation(string? value) => value switch
    {
        "HostToContainer" => MountPropagation.PropagationHostToContainer,
        "Bidirectional" => MountPropagation.PropagationBidirectional,
        _ => MountPropagation.PropagationPrivate,
    };
}
