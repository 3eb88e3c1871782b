namespace Tiphys.Node.Pods.Containers;

/// <summary>What is noted on a container in the runtime, so that a node agent that starts anew knows it again. Upstream's names where it has them.</summary>
internal static class ContainerAnnotations
{
    public const string Hash = "io.kubernetes.container.hash";
    public const string RestartCount = "io.kubernetes.container.restartCount";
    public const string TerminationMessagePath = "io.kubernetes.container.terminationMessagePath";
    public const string TerminationMessagePolicy = "io.kubernetes.container.terminationMessagePolicy";
    public const string PodGracePeriod = "io.kubernetes.pod.terminationGracePeriod";

    /// <summary>Host path of the file behind the termination message path.</summary>
    public const string TerminationMessageFile = "tiphys.io/termination-message-file";

    /// <summary>The resources the container was last given, as <see cref="ContainerAmounts"/> writes them.</summary>
    public const string Resources = "tiphys.io/resources";
}
