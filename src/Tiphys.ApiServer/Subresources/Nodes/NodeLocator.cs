using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Subresources.Nodes;

/// <summary>Finds a node's agent from the node's status.</summary>
internal sealed class NodeLocator(NodeAgentOptions options, IObjectReader reader)
{
    private const int DefaultPort = 10250;

    /// <exception cref="ApiException">404: no such node; 500: it has no usable address.</exception>
    public NodeEndpoint Find(string node)
    {
        var document = reader.Get(BuiltInResources.Nodes, "", node)?.Decode() ?? throw ApiException.NotFound(BuiltInResources.Nodes, node);
        if (options.Known.TryGetValue(node, out var known))
            return new(known.Address.ToString(), known.Port);
        var addresses = (document.GetPath("status", "addresses") as DocArray)?.Objects().ToList() ?? [];
        foreach (var type in options.AddressTypes)
        {
            if (addresses.FirstOrDefault(address => address.GetString("type") == type)?.GetString("address") is { Length: > 0 } host)
                return new(host, AgentPort(document));
        }

        throw ApiException.Internal($"no preferred addresses found; known addresses: [{string.Join(" ", addresses.Select(address => address.GetString("type")))}]");
    }

    private static int AgentPort(DocObject node) =>
        (int)((node.GetPath("status", "daemonEndpoints", "kubeletEndpoint") as DocObject)?.GetInt64("Port") ?? 0) is > 0 and var port ? port : DefaultPort;
}
