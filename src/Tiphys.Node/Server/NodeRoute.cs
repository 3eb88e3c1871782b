namespace Tiphys.Node.Server;

/// <summary>A request's path, taken apart.</summary>
/// <param name="Verb">The first part: exec, containerLogs, pods ...</param>
/// <param name="Container">Empty where the path names none.</param>
internal sealed record NodeRoute(string Verb, string Namespace, string Pod, string Container)
{
    /// <summary>Whether the path leads into a container.</summary>
    public static bool IsStream(string path) => path.Split('/')[1] is "exec" or "attach" or "portForward" or "run";

    /// <summary><c>/exec/NAMESPACE/POD/CONTAINER</c>, or with the pod's uid before the container.</summary>
    public static NodeRoute Parse(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        string At(int index) => index < parts.Length ? parts[index] : "";
        return new NodeRoute(At(0), At(1), At(2), parts.Length > 3 ? parts[^1] : "");
    }
}
