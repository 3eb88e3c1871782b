using System.Collections.Concurrent;
using System.Globalization;
using k8s.Models;
using Tiphys.Client.Events;
using Tiphys.Node.Cri;
using Tiphys.Node.Cri.V1;
using Tiphys.Node.Pods;
using Tiphys.Node.Pods.Containers;
using Tiphys.Node.Volumes;

namespace Tiphys.Node.Images;

/// <summary>Has a container's image on the node, fetched if its pull policy says so, with a growing wait between attempts that fail.</summary>
internal sealed class ImagePuller(IContainerRuntime runtime, IReferencedObjects objects, EventRecorder events, TimeProvider time)
{
    private readonly ConcurrentDictionary<(string PodUid, string Image), PullBackoff> _failures = new();
    private readonly ConcurrentDictionary<string, Task<string>> _pulls = new();

    /// <exception cref="ContainerConfigException">
    /// The image is not there: ErrImagePull, ImagePullBackOff, ErrImageNeverPull, InvalidImageName, ImageInspectError.
    /// </exception>
    public Task<Image> EnsureAsync(V1Pod pod, V1Container container, PodSandboxConfig sandbox, CancellationToken cancellationToken) =>
        EnsureAsync(pod, pod.ReferenceTo(container), container.Image ?? "", container.ImagePullPolicy, sandbox, cancellationToken);

    /// <param name="about">What the events are about.</param>
    /// <param name="pullPolicy">Null or empty for the default of the image's tag.</param>
    /// <param name="sandbox">The sandbox it is for; null if it is for none.</param>
    /// <inheritdoc cref="EnsureAsync(V1Pod, V1Container, PodSandboxConfig, CancellationToken)" path="/exception"/>
    public async Task<Image> EnsureAsync(V1Pod pod, V1ObjectReference about, string image, string? pullPolicy, PodSandboxConfig? sandbox, CancellationToken cancellationToken)
    {
        var present = await FindAsync(image, cancellationToken).ConfigureAwait(false);
        var policy = PullPolicy(image, pullPolicy);
        if (present is not null && policy != "Always")
        {
            events.Normal(about, "Pulled", $"Container image \"{image}\" already present on machine and can be accessed by the pod");
            return present;
        }

        if (policy == "Never")
        {
            var message = $"Container image \"{image}\" is not present with pull policy of Never";
            events.Warning(about, "ErrImageNeverPull", message);
            throw new ContainerConfigException("ErrImageNeverPull", message);
        }

        ThrowIfWaiting(pod, about, image);
        await PullAsync(pod, about, image, sandbox, cancellationToken).ConfigureAwait(false);
        return await FindAsync(image, cancellationToken).ConfigureAwait(false)
            ?? throw new ContainerConfigException("ImageInspectError", $"Failed to inspect image \"{image}\": it was pulled, but the runtime does not show it");
    }

    /// <summary>How long until the earliest of the pod's images may be tried again; null if none waits.</summary>
    public TimeSpan? NextAttempt(string podUid)
    {
        var waits = _failures.Where(pair => pair.Key.PodUid == podUid).Select(pair => pair.Value.Until - time.GetUtcNow()).ToArray();
        return waits.Length == 0 ? null : TimeSpan.FromTicks(Math.Max(waits.Min().Ticks, 0));
    }

    public void Forget(string podUid)
    {
        foreach (var key in _failures.Keys.Where(key => key.PodUid == podUid))
            _failures.TryRemove(key, out _);
    }

    private static string PullPolicy(string image, string? policy)
    {
        if (!string.IsNullOrEmpty(policy))
            return policy;
        var tag = image[(image.LastIndexOf('/') + 1)..];
        return tag.EndsWith(":latest", StringComparison.Ordinal) || !tag.Contains(':') ? "Always" : "IfNotPresent";
    }

    private async Task<Image?> FindAsync(string image, CancellationToken cancellationToken)
    {
        try
        {
            return await runtime.ImageStatusAsync(image, cancellationToken).ConfigureAwait(false);
        }
        catch (RuntimeFailureException e)
        {
            throw new ContainerConfigException("InvalidImageName", $"Failed to apply default image tag \"{image}\": {e.Message}");
        }
    }

    private void ThrowIfWaiting(V1Pod pod, V1ObjectReference about, string image)
    {
        if (!_failures.TryGetValue((pod.Uid(), image), out var failure) || failure.Until <= time.GetUtcNow())
            return;
        events.Normal(about, "BackOff", $"Back-off pulling image \"{image}\"");
        throw new ContainerConfigException("ImagePullBackOff", $"Back-off pulling image \"{image}\": ErrImagePull: {failure.Message}");
    }

    private async Task PullAsync(V1Pod pod, V1ObjectReference about, string image, PodSandboxConfig? sandbox, CancellationToken cancellationToken)
    {
        events.Normal(about, "Pulling", $"Pulling image \"{image}\"");
        var began = time.GetTimestamp();
        try
        {
            var credentials = await PullCredentials.ForAsync(pod, image, objects, cancellationToken).ConfigureAwait(false);
            await SharedPullAsync(image, credentials, sandbox).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RuntimeFailureException or RuntimeUnavailableException or TimeoutException)
        {
            _failures.AddOrUpdate(
                (pod.Uid(), image),
                _ => PullBackoff.First(e.Message, time.GetUtcNow()),
                (_, former) => former.Next(e.Message, time.GetUtcNow()));
            events.Warning(about, "Failed", $"Failed to pull image \"{image}\": {e.Message}");
            throw new ContainerConfigException("ErrImagePull", e.Message);
        }

        _failures.TryRemove((pod.Uid(), image), out _);
        var size = (await FindAsync(image, cancellationToken).ConfigureAwait(false))?.Size ?? 0;
        var took = time.GetElapsedTime(began).TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        events.Normal(about, "Pulled", $"Successfully pulled image \"{image}\" in {took}s ({took}s including waiting). Image size: {size} bytes.");
    }

    /// <summary>Pods that want one image at the same time share one transfer, unless they bring credentials of their own.</summary>
    private Task<string> SharedPullAsync(string image, AuthConfig? credentials, PodSandboxConfig? sandbox)
    {
        if (credentials is not null)
            return runtime.PullImageAsync(image, credentials, sandbox, CancellationToken.None);
        var pull = _pulls.GetOrAdd(image, name => runtime.PullImageAsync(name, null, sandbox, CancellationToken.None));
        _ = pull.ContinueWith(_ => _pulls.TryRemove(image, out var _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return pull;
    }
}
