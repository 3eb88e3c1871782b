namespace Tiphys.Node.Pods.Containers;

/// <summary>
/// A container cannot be made or started; it waits with this reason and message and is tried again.
/// </summary>
/// <param name="reason">As the container's waiting state shows it: CreateContainerConfigError, ImagePullBackOff ...</param>
internal class ContainerConfigException(string reason, string message) : Exception(message)
{
    public const string ConfigError = "CreateContainerConfigError";

    public string Reason { get; } = reason;

    public static ContainerConfigException Config(string message) => new(ConfigError, message);
}
