using System.Globalization;
using Tiphys.Node.Cgroups;
using Tiphys.Node.Cri;
using Tiphys.Node.Cri.V1;

namespace Tiphys.Node.Pods.Containers;

/// <summary>Makes the runtime's configuration of a container from the pod's spec.</summary>
internal sealed class ContainerConfigBuilder(
    ContainerEnvironment environment,
    ContainerMounts mounts,
    SecurityContextBuilder security,
    PodCgroups cgroups)
{
    /// <exception cref="ContainerConfigException">The container cannot be made as things stand.</exception>
    public async Task<ContainerConfig> BuildAsync(ContainerContext context, CancellationToken cancellationToken)
    {
        var (pod, container) = (context.Pod, context.Container);
        var variables = await environment.BuildAsync(context, cancellationToken).ConfigureAwait(false);
        string Expand(string text) => VariableExpansion.Expand(text, name => variables.GetValueOrDefault(name));
        var config = new ContainerConfig
        {
            Metadata = new ContainerMetadata { Name = container.Name, Attempt = (uint)context.Attempt },
            Image = new ImageSpec { Image = context.Image.Id },
            Command = { (container.Command ?? []).Select(Expand) },
            Args = { (container.Args ?? []).Select(Expand) },
            WorkingDir = container.WorkingDir ?? "",
            LogPath = $"{container.Name}/{context.Attempt}.log",
            Stdin = container.Stdin == true,
            StdinOnce = container.StdinOnce == true,
            Tty = container.Tty == true,
            Labels =
            {
                [CriLabels.ContainerName] = container.Name,
                [CriLabels.PodName] = pod.Metadata.Name,
                [CriLabels.PodNamespace] = pod.Metadata.NamespaceProperty,
                [CriLabels.PodUid] = pod.Metadata.Uid,
            },
            Linux = new LinuxContainerConfig
            {
                Resources = ContainerAmounts.ToLinux(pod, container, (long)ResourceAmounts.Of(context.Allocatable, "memory"), cgroups.UnifiedSettings()),
                SecurityContext = security.Build(context),
            },
        };
        config.Envs.AddRange(variables.Select(pair => new KeyValue { Key = pair.Key, Value = pair.Value }));
        config.Mounts.AddRange(mounts.Build(context, variables));
        Annotate(config, context);
        return config;
    }

    private void Annotate(ContainerConfig config, ContainerContext context)
    {
        var (pod, container) = (context.Pod, context.Container);
        var path = string.IsNullOrEmpty(container.TerminationMessagePath) ? "/dev/termination-log" : container.TerminationMessagePath;
        config.Annotations[ContainerAnnotations.Hash] = ContainerHash.Of(container);
        config.Annotations[ContainerAnnotations.RestartCount] = context.Attempt.ToString(CultureInfo.InvariantCulture);
        config.Annotations[ContainerAnnotations.TerminationMessagePath] = path;
        config.Annotations[ContainerAnnotations.TerminationMessagePolicy] = container.TerminationMessagePolicy ?? "File";
        config.Annotations[ContainerAnnotations.Resources] = ContainerAmounts.Describe(container);
        config.Annotations[ContainerAnnotations.PodGracePeriod] = ((long)pod.GracePeriod().TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var message = mounts.TerminationMessageFile(context);
        config.Annotations[ContainerAnnotations.TerminationMessageFile] = message;
        config.Mounts.Add(new Mount { ContainerPath = path, HostPath = message });
    }
}
