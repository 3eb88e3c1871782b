using Tiphys.Api.Documents;
using Tiphys.Client;
using Tiphys.Client.Discovery;
using Tiphys.Client.Transport;

namespace Tiphys.Controllers.Autoscaling;

/// <summary>The scale subresource of whatever an autoscaler names.</summary>
/// <param name="Path">Of the subresource.</param>
/// <param name="Scale">As it was read (autoscaling/v1 Scale).</param>
internal sealed record ScaleTarget(string Path, DocObject Scale)
{
    public int Replicas => (int)(Scale.GetObject("spec")?.GetInt64("replicas") ?? 0);

    public int Present => (int)(Scale.GetObject("status")?.GetInt64("replicas") ?? 0);

    public string Selector => Scale.GetObject("status")?.GetString("selector") ?? "";

    /// <exception cref="MetricUnavailableException">Nothing serves the kind.</exception>
    public static async Task<ScaleTarget> ReadAsync(
        KubeClient client, DiscoveryClient discovery, string ns, string apiVersion, string kind, string name, CancellationToken cancellationToken)
    {
        var group = apiVersion.Contains('/') ? apiVersion[..apiVersion.IndexOf('/')] : "";
        var served = await discovery.ReadAsync(group, cancellationToken).ConfigureAwait(false);
        var type = served.Resources.FirstOrDefault(resource => resource.Type.Kind == kind)?.Type
            ?? throw new MetricUnavailableException($"no matches for kind \"{kind}\" in group \"{group}\"");
        var path = type.Path(ns, name, "scale");
        return new(path, await client.GetDocumentAsync(path, cancellationToken).ConfigureAwait(false));
    }

    public async Task WriteAsync(KubeClient client, int replicas, CancellationToken cancellationToken)
    {
        var changed = Scale.Clone();
        changed.GetOrAddObject("spec")["replicas"] = replicas;
        await client.SendAsync(new ApiRequest("PUT", Path) { Body = changed.ToUtf8() }, cancellationToken).ConfigureAwait(false);
    }
}
