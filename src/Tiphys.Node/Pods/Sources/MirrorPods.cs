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
    /// <summary>Why pods are not shown, by uid: said once, however often it is tried.</summary>
    private readonly Dictionary<string, string> _hindered = [];

    /// <summary>Makes the picture if it is missing, shows an older file or is being deleted. An ordinary pod of that name is left alone.</summary>
    /// <returns>The picture; null if the API would not have it now.</returns>
    public async Task<V1Pod?> EnsureAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        var pods = client.For<V1Pod>();
        try
        {
            var known = await KnownAsync(pod, cancellationToken).ConfigureAwait(false);
            if (known?.IsMirror() == false)
                return NotShown(pod, "another pod has its name");
            if (known?.Annotation(StaticPodReader.MirrorAnnotation) == pod.Metadata.Uid && !known.IsDeleting())
                return known;
            if (known is not null)
                await DeleteAsync(known, cancellationToken).ConfigureAwait(false);
            var picture = await pods.CreateAsync(Picture(pod), cancellationToken).ConfigureAwait(false);
            _hindered.Remove(pod.Metadata.Uid);
            return picture;
        }
        catch (Exception e) when (e is ApiException or ApiUnreachableException)
        {
            return NotShown(pod, e.Message);
        }
    }

    /// <summary>Takes away a picture that shows no static pod; what fails is for the next look.</summary>
    public async Task RemoveAsync(V1Pod picture, CancellationToken cancellationToken)
    {
        try
        {
            await DeleteAsync(picture, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ApiException or ApiUnreachableException)
        {
            LogNotRemoved(logger, picture.Metadata.Name, e.Message);
        }
    }

    /// <summary>What the API has under this pod's name. A node may read its own pods alone (node authorizer): one that is not there is refused, not missing.</summary>
    private async Task<V1Pod?> KnownAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        try
        {
            return await client.For<V1Pod>().TryGetAsync(pod.Metadata.NamespaceProperty, pod.Metadata.Name, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.Code == 403)
        {
            return null;
        }
    }

    private V1Pod? NotShown(V1Pod pod, string why)
    {
        if (_hindered.GetValueOrDefault(pod.Metadata.Uid) != why)
            LogFailed(logger, pod.Metadata.Name, why);
        _hindered[pod.Metadata.Uid] = why;
        return null;
    }

    private Task DeleteAsync(V1Pod picture, CancellationToken cancellationToken) =>
        client.For<V1Pod>().TryDeleteAsync(picture.Metadata.NamespaceProperty, picture.Metadata.Name, cancellationToken, new DeleteQuery { GracePeriodSeconds = 0, Uid = picture.Metadata.Uid });

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

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mirror pod {Name}, whose file is gone, could not be removed: {Error}")]
    private static partial void LogNotRemoved(ILogger logger, string name, string error);
}
