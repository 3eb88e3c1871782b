namespace Tiphys.Node.Pods.Sync;

/// <summary>Which list of the pod's spec a container stands in.</summary>
internal enum ContainerKind
{
    Ordinary,
    Init,
    Ephemeral,
}
