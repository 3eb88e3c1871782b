using k8s.Models;
using Microsoft.Extensions.Logging;
using Tiphys.Api.Errors;
using Tiphys.Client;
using Tiphys.Client.Json;
using Tiphys.Client.Objects;
using Tiphys.Client.Requests;
using Tiphys.Client.Transport;

namespace Tiphys.Node.Pods.Sources;

/// <summary>Keeps a picture in the API of each static pod, so that it can be seen; the picture has no power over the pod.</summary>
internal sealed partial class MirrorPods(KubeClient client, Func<V1Node?> node, ILogger<MirrorPods> logger)
{
    /// <summary>Makes the picture if it is missing or shows an older file.</summary>
    /// <returns>The picture; null if the API would not have it now.</returns>
    public async Task<V1Pod?> EnsureAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        var pods = client.For<V1Pod>();
        try
        {
            var known = await pods.TryGetAsync(pod.Metadata.NamespaceProperty, pod.Metadata.Name, cancellationToken).ConfigureAwait(false);
            if (known?.Annotation(StaticPodReader.MirrorAnnotation) == pod.Metadata.Uid && !known.IsDeleting())
                return known;
            if (known is not null)
                await RemoveAsync(known.Metadata.NamespaceProperty, known.Metadata.Name, cancellationToken).ConfigureAwait(false);
            return await pods.CreateAsync(Picture(pod), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ApiException or ApiUnreachableException)
        {
            LogFailed(logger, pod.Metadata.Name, e.Message);
            return null;
        }
    }

    public Task RemoveAsync(string ns, string name, CancellationToken cancellationToken) =>
        client.For<V1Pod>().TryDeleteAsync(ns, name, cancellationToken, new DeleteQuery { GracePeriodSeconds = 0 });

    private V1Pod Picture(V1Pod pod)
    {
        var picture = KubeJson.Clone(pod);
        picture.ApiVersion = "v1";
        picture.Kind = "Pod";
        picture.Metadata.Annotations[StaticPodReader.MirrorAnnotation] = pod.Metadata.Uid;
        picture.Metadata.Uid = null;
        if (node()?.Metadata.Uid is { } uid)
            picture.Metadata.OwnerReferences = [new V1OwnerReference { ApiVersion = "v1", Kind = "Node", Name = pod.Spec.NodeName, Uid = uid, Controller = true }];
        return picture;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Static pod {Name} could not be shown in the API: {Error}")]
    private static partial void LogFailed(ILogger logger, string name, string error);
}
