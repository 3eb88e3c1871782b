using System.Globalization;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Pipeline;
using Tiphys.ApiServer.Subresources.Nodes;

namespace Tiphys.ApiServer.Subresources.Proxying;

/// <summary>Finds where <c>nodes/NAME/proxy</c> goes: the node's agent, or another port of the node.</summary>
internal static class NodeTarget
{
    public static ProxyTarget Find(RequestContext context, NodeLocator nodes)
    {
        var name = ProxyName.Parse(context.Info.Name, "node");
        var agent = nodes.Find(name.Name);
        if (name.Port.Length == 0 || name.Port == agent.Port.ToString(CultureInfo.InvariantCulture))
            return new("https", agent.Host, agent.Port, IsAgent: true);
        return int.TryParse(name.Port, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? new(name.Scheme.Length == 0 ? "http" : name.Scheme, agent.Host, port)
            : throw ApiException.BadRequest($"invalid node port \"{name.Port}\"");
    }
}
