using Tiphys.Node.Cri;
using Tiphys.Node.Cri.V1;

namespace Tiphys.Node.Pods;

/// <summary>Asks the runtime what there is of a pod.</summary>
internal sealed class RuntimePodReader(IContainerRuntime runtime)
{
    public async Task<RuntimePod> ReadAsync(string podUid, CancellationToken cancellationToken)
    {
        var sandboxTask = ReadSandboxesAsync(podUid, cancellationToken);
        var listed = await runtime.ListContainersAsync(podUid, cancellationToken).ConfigureAwait(false);
        var statuses = await Task.WhenAll(listed.Select(container => runtime.ContainerStatusAsync(container.Id, cancellationToken))).ConfigureAwait(false);
        var containers = new List<RuntimeContainer>(statuses.Length);
        for (var i = 0; i < statuses.Length; i++)
        {
            // Null: removed since it was listed.
            if (statuses[i] is { } status)
                containers.Add(new RuntimeContainer(listed[i].PodSandboxId, status));
        }

        containers.Sort((a, b) => b.Status.CreatedAt.CompareTo(a.Status.CreatedAt));
        return new RuntimePod(await sandboxTask.ConfigureAwait(false), containers);
    }

    private async Task<IReadOnlyList<PodSandboxStatus>> ReadSandboxesAsync(string podUid, CancellationToken cancellationToken)
    {
        var listed = await runtime.ListPodSandboxesAsync(podUid, cancellationToken).ConfigureAwait(false);
        var statuses = await Task.WhenAll(listed.Select(sandbox => StatusAsync(sandbox.Id, cancellationToken))).ConfigureAwait(false);
        return [.. statuses.OfType<PodSandboxStatus>().OrderByDescending(status => status.CreatedAt)];
    }

    private async Task<PodSandboxStatus?> StatusAsync(string sandboxId, CancellationToken cancellationToken)
    {
        try
        {
            return (await runtime.PodSandboxStatusAsync(sandboxId, verbose: false, cancellationToken).ConfigureAwait(false)).Status;
        }
        catch (RuntimeFailureException e) when (e.NotFound)
        {
            return null;
        }
    }
}
