using Tiphys.Api.Documents;
using Tiphys.Api.Errors;

namespace Tiphys.ApiServer.Subresources.Streaming;

/// <summary>Which of a pod's containers a stream is about.</summary>
internal static class PodContainers
{
    /// <param name="wanted">The container the client names; empty if it names none.</param>
    /// <exception cref="ApiException">400: there is no such container, or there are several and none was named.</exception>
    public static string Choose(DocObject pod, string name, string wanted)
    {
        var spec = pod.GetObject("spec");
        var containers = Names(spec, "containers");
        var init = Names(spec, "initContainers");
        var ephemeral = Names(spec, "ephemeralContainers");
        if (wanted.Length > 0)
        {
            return containers.Contains(wanted) || init.Contains(wanted) || ephemeral.Contains(wanted)
                ? wanted
                : throw ApiException.BadRequest($"container {wanted} is not valid for pod {name}");
        }

        switch (containers.Length)
        {
            case 1:
                return containers[0];
            case 0:
                throw ApiException.BadRequest($"a container name must be specified for pod {name}");
            default:
                var others = init.Length > 0 ? $" or one of the init containers: [{string.Join(' ', init)}]" : "";
                throw ApiException.BadRequest($"a container name must be specified for pod {name}, choose one of: [{string.Join(' ', containers)}]{others}");
        }
    }

    private static string[] Names(DocObject? spec, string list) => [.. (spec?.GetArray(list)?.Objects() ?? []).Select(container => container.GetString("name") ?? "")];
}
