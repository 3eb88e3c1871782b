using k8s.Models;
using Tiphys.Api.Documents;
using Tiphys.Client;
using Tiphys.Client.Requests;
using Tiphys.Host.Configuration;

namespace Tiphys.Host.Lifecycle;

/// <summary>What <c>tiphys status</c> says.</summary>
/// <param name="Nodes">Node names and whether each is Ready.</param>
internal sealed record ClusterStatus(string Name, int? Pid, bool IsReady, string ApiUrl, string DataDir, IReadOnlyList<(string Name, bool Ready)> Nodes)
{
    public static async Task<ClusterStatus> ReadAsync(ClusterOptions options, CancellationToken cancellationToken)
    {
        var server = ServerProcess.Find(options);
        var client = server is null ? null : ClusterConnection.TryOpen(options);
        var ready = client is not null && await ClusterConnection.IsReadyAsync(client, cancellationToken).ConfigureAwait(false);
        var nodes = ready ? await NodesAsync(client!, cancellationToken).ConfigureAwait(false) : [];
        return new(options.Name, server?.Pid, ready, options.ApiUrl, options.DataDir, nodes);
    }

    public DocObject ToDocument()
    {
        var document = new DocObject { { "name", Name }, { "running", Pid is not null }, { "ready", IsReady }, { "server", ApiUrl }, { "dataDir", DataDir } };
        if (Pid is { } pid)
            document["pid"] = pid;
        document["nodes"] = new DocArray(Nodes.Select(node => new DocObject { { "name", node.Name }, { "ready", node.Ready } }));
        return document;
    }

    public string ToText()
    {
        if (Pid is null)
            return $"cluster {Name} is stopped (data in {DataDir})\nnext: tiphys up";
        var nodes = string.Join(", ", Nodes.Select(node => $"{node.Name} {(node.Ready ? "Ready" : "NotReady")}"));
        return $"cluster {Name} is {(IsReady ? "ready" : "not ready")} (process {Pid})\nserver {ApiUrl}\nnodes  {nodes}\ndata   {DataDir}";
    }

    private static async Task<IReadOnlyList<(string, bool)>> NodesAsync(KubeClient client, CancellationToken cancellationToken)
    {
        var list = await client.For<V1Node>().ListAsync(null, ListQuery.All, cancellationToken).ConfigureAwait(false);
        return [.. list.Items.Select(node => (node.Metadata.Name, node.Status?.Conditions?.Any(condition => condition is { Type: "Ready", Status: "True" }) == true))];
    }
}
