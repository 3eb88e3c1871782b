using System.Net;
using Tiphys.Api.Documents;

namespace Tiphys.Node.Containerd;

/// <summary>
/// The pods' network as a CNI configuration list: a bridge that hands out the node's addresses, and host ports. A packet may return to the
/// pod it came from (hairpin), for a pod that calls the service it stands behind. Leaving the cluster is the service proxy's business.
/// </summary>
internal static class CniConfig
{
    public const string FileName = "10-tiphys.conflist";

    public static string Write(string bridgeName, IPNetwork podCidr, int mtu, string stateDirectory)
    {
        var bridge = new DocObject
        {
            { "type", "bridge" },
            { "bridge", bridgeName },
            { "isDefaultGateway", true },
            { "ipMasq", false },
            { "hairpinMode", true },
            {
                "ipam",
                new DocObject
                {
                    { "type", "host-local" },
                    { "ranges", new DocArray([new DocArray([new DocObject { { "subnet", podCidr.ToString() } }])]) },
                    { "dataDir", stateDirectory },
                }
            },
        };
        if (mtu > 0)
            bridge["mtu"] = mtu;
        var portMap = new DocObject
        {
            { "type", "portmap" },
            { "capabilities", new DocObject { { "portMappings", true } } },
            { "snat", true },
        };
        return new DocObject
        {
            { "cniVersion", "1.0.0" },
            { "name", bridgeName },
            { "plugins", new DocArray([bridge, portMap]) },
        }.ToString();
    }
}
