using Tiphys.Api.Documents;
using Tiphys.Client;
using Tiphys.Cli.Manifests;
using Tiphys.Cli.Output;
using Tiphys.Cli.Rollouts;
using Tiphys.Primitives.Faults;

namespace Tiphys.Host.Lifecycle;

/// <summary>Applies what <c>up</c> was given, waits until it runs, and says where it answers.</summary>
internal sealed class ManifestRollout(KubeClient client, StepReporter report, TimeProvider time, TimeSpan patience)
{
    private readonly ManifestApplier _applier = new(client);

    public async Task RunAsync(IReadOnlyList<Manifest> manifests, CancellationToken cancellationToken)
    {
        await report.RunAsync("manifests", () => ApplyAsync(manifests, cancellationToken)).ConfigureAwait(false);
        await report.RunAsync("rollout", () => WaitAsync(manifests, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>URLs under which the services among the manifests answer on this machine.</summary>
    public async Task<IReadOnlyList<string>> AddressesAsync(IReadOnlyList<Manifest> manifests, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        foreach (var manifest in manifests.Where(manifest => manifest is { Kind: "Service", GroupVersion.Group: "" }))
        {
            var service = await _applier.ReadAsync(manifest, cancellationToken).ConfigureAwait(false);
            foreach (var port in service?.GetObject("spec")?.GetArray("ports")?.Objects() ?? [])
            {
                if (port.GetInt64("nodePort") is { } nodePort)
                    found.Add($"{manifest.Title}: http://127.0.0.1:{nodePort}");
            }
        }

        return found;
    }

    private async Task<string> ApplyAsync(IReadOnlyList<Manifest> manifests, CancellationToken cancellationToken)
    {
        var changed = 0;
        foreach (var manifest in manifests)
            changed += await _applier.ApplyAsync(manifest, cancellationToken).ConfigureAwait(false) ? 1 : 0;
        return changed == 0 ? $"{manifests.Count} unchanged" : $"{changed} of {manifests.Count} applied";
    }

    private async Task<string> WaitAsync(IReadOnlyList<Manifest> manifests, CancellationToken cancellationToken)
    {
        var deadline = new Deadline(patience, time);
        foreach (var manifest in manifests)
        {
            string? missing = null;
            var done = await deadline.WaitAsync(async () =>
            {
                var document = await _applier.ReadAsync(manifest, cancellationToken).ConfigureAwait(false);
                missing = document is null ? "it is gone" : RolloutStatus.Missing(document);
                return missing is null;
            }, cancellationToken).ConfigureAwait(false);
            if (!done)
                throw new FaultException("ROLLOUT", $"{manifest.Title}: {missing}{await ReasonAsync(manifest, cancellationToken).ConfigureAwait(false)}", $"'kubectl describe {manifest.Title}' and 'kubectl get events' say more");
        }

        return "";
    }

    /// <summary>Why pods of the namespace do not start, if one says so: an image that cannot be pulled, a crash.</summary>
    private async Task<string> ReasonAsync(Manifest manifest, CancellationToken cancellationToken)
    {
        var pods = await client.GetDocumentAsync($"/api/v1/namespaces/{manifest.Namespace ?? "default"}/pods", cancellationToken).ConfigureAwait(false);
        var waiting = (pods.GetArray("items")?.Objects() ?? [])
            .SelectMany(pod => (pod.GetPath("status", "containerStatuses") as DocArray)?.Objects() ?? [])
            .Select(status => status.GetPath("state", "waiting") as DocObject)
            .FirstOrDefault(state => state?.GetString("reason") is { } reason && reason != "ContainerCreating");
        return waiting is null ? "" : $" ({waiting.GetString("reason")}: {waiting.GetString("message")})";
    }
}
