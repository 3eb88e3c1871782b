using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Pipeline;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.Subresources.Nodes;

namespace Tiphys.ApiServer.Subresources.Streaming;

/// <summary>A pod and the agent of the node it runs on.</summary>
internal sealed record PodOnNode(DocObject Pod, NodeEndpoint Agent)
{
    /// <exception cref="ApiException">404: no such pod; 400: it has no node yet.</exception>
    public static async ValueTask<PodOnNode> FindAsync(RequestContext context, IObjectReader reader, NodeLocator nodes)
    {
        var info = context.Info;
        var stored = await reader.GetConsistentAsync(BuiltInResources.Pods, info.Namespace, info.Name, context.Aborted).ConfigureAwait(false)
            ?? throw ApiException.NotFound(BuiltInResources.Pods, info.Name);
        var pod = stored.Decode();
        var node = pod.StringAt("spec", "nodeName");
        return node.Length == 0 ? throw ApiException.BadRequest($"pod {info.Name} does not have a host assigned") : new(pod, nodes.Find(node));
    }
}
