using Tiphys.Api.Documents;
using Tiphys.Client;
using Tiphys.Primitives.Quantities;

namespace Tiphys.Controllers.Autoscaling;

/// <summary>Reads the metrics APIs: resources of pods, and custom and external ones where something serves them.</summary>
internal sealed class MetricsReader(KubeClient client)
{
    /// <summary>Use of a resource by pod name, in units (CPU in cores).</summary>
    /// <param name="container">Only this container's; null for the sum of all.</param>
    public async Task<Dictionary<string, double>> PodsAsync(string ns, string selector, string resource, string? container, CancellationToken cancellationToken)
    {
        var path = $"/apis/metrics.k8s.io/v1beta1/namespaces/{ns}/pods?labelSelector={Uri.EscapeDataString(selector)}";
        var list = await client.GetDocumentAsync(path, cancellationToken).ConfigureAwait(false);
        var values = new Dictionary<string, double>();
        foreach (var item in list.GetArray("items")?.Objects() ?? [])
        {
            var name = item.GetObject("metadata")?.GetString("name");
            var used = (item.GetArray("containers")?.Objects() ?? [])
                .Where(entry => container is null || entry.GetString("name") == container)
                .Select(entry => Amount(entry.GetObject("usage")?.GetString(resource)))
                .ToArray();
            if (name is not null && used.Length > 0 && used.All(amount => amount is not null))
                values[name] = used.Sum(amount => amount!.Value);
        }

        return values;
    }

    /// <summary>A custom metric of each pod, by pod name.</summary>
    public async Task<Dictionary<string, double>> CustomAsync(string ns, string selector, string metric, CancellationToken cancellationToken)
    {
        var path = $"/apis/custom.metrics.k8s.io/v1beta2/namespaces/{ns}/pods/*/{Uri.EscapeDataString(metric)}?labelSelector={Uri.EscapeDataString(selector)}";
        var list = await client.GetDocumentAsync(path, cancellationToken).ConfigureAwait(false);
        return (list.GetArray("items")?.Objects() ?? [])
            .Select(item => (Name: item.GetObject("describedObject")?.GetString("name"), Value: Amount(item.GetString("value"))))
            .Where(item => item.Name is not null && item.Value is not null)
            .ToDictionary(item => item.Name!, item => item.Value!.Value);
    }

    /// <summary>A custom metric of one object.</summary>
    public async Task<double> ObjectAsync(string ns, string resource, string name, string metric, CancellationToken cancellationToken)
    {
        var path = $"/apis/custom.metrics.k8s.io/v1beta2/namespaces/{ns}/{resource}/{Uri.EscapeDataString(name)}/{Uri.EscapeDataString(metric)}";
        var list = await client.GetDocumentAsync(path, cancellationToken).ConfigureAwait(false);
        return Sum(list, "value");
    }

    /// <summary>A metric that belongs to no object of the cluster: the sum of its series.</summary>
    public async Task<double> ExternalAsync(string ns, string metric, string selector, CancellationToken cancellationToken)
    {
        var path = $"/apis/external.metrics.k8s.io/v1beta1/namespaces/{ns}/{Uri.EscapeDataString(metric)}?labelSelector={Uri.EscapeDataString(selector)}";
        return Sum(await client.GetDocumentAsync(path, cancellationToken).ConfigureAwait(false), "value");
    }

    private static double Sum(DocObject list, string member)
    {
        var values = (list.GetArray("items")?.Objects() ?? []).Select(item => Amount(item.GetString(member))).OfType<double>().ToArray();
        return values.Length > 0 ? values.Sum() : throw new MetricUnavailableException("no metrics returned");
    }

    private static double? Amount(string? quantity) => Quantity.TryParse(quantity, out var parsed) ? parsed.ToDouble() : null;
}
