using System.Text;
using k8s.Models;
using Tiphys.Node.Pods;
using Tiphys.Node.Pods.Containers;

namespace Tiphys.Node.Volumes;

/// <summary>The files of volumes whose content comes from the API: configMap, secret, downwardAPI and projected.</summary>
internal sealed class ProjectedFiles(IReferencedObjects objects, ServiceAccountTokens tokens)
{
    private const int DefaultMode = 0x1a4; // 0644

    /// <summary>The volume's files; null if it is not of these kinds.</summary>
    /// <exception cref="VolumeException">Something referred to is missing and not optional.</exception>
    public async Task<IReadOnlyDictionary<string, VolumeFile>?> ReadAsync(VolumeContext context, V1Volume volume, CancellationToken cancellationToken)
    {
        var files = new Dictionary<string, VolumeFile>(StringComparer.Ordinal);
        if (volume.ConfigMap is { } map)
            await AddConfigMapAsync(files, context, map.Name, map.Items, map.Optional, map.DefaultMode, cancellationToken).ConfigureAwait(false);
        else if (volume.Secret is { } secret)
            await AddSecretAsync(files, context, secret.SecretName, secret.Items, secret.Optional, secret.DefaultMode, cancellationToken).ConfigureAwait(false);
        else if (volume.DownwardAPI is { } downward)
            AddDownward(files, context, downward.Items, downward.DefaultMode);
        else if (volume.Projected is { } projected)
            await AddProjectedAsync(files, context, projected, cancellationToken).ConfigureAwait(false);
        else
            return null;
        return files;
    }

    private async Task AddProjectedAsync(
        Dictionary<string, VolumeFile> files,
        VolumeContext context,
        V1ProjectedVolumeSource projected,
        CancellationToken cancellationToken)
    {
        foreach (var source in projected.Sources ?? [])
        {
            if (source.ConfigMap is { } map)
                await AddConfigMapAsync(files, context, map.Name, map.Items, map.Optional, projected.DefaultMode, cancellationToken).ConfigureAwait(false);
            else if (source.Secret is { } secret)
                await AddSecretAsync(files, context, secret.Name, secret.Items, secret.Optional, projected.DefaultMode, cancellationToken).ConfigureAwait(false);
            else if (source.DownwardAPI is { } downward)
                AddDownward(files, context, downward.Items, projected.DefaultMode);
            else if (source.ServiceAccountToken is { } token)
                await AddTokenAsync(files, context, token, projected.DefaultMode, cancellationToken).ConfigureAwait(false);
            else
                throw new VolumeException("the projected volume has a source that this node does not know");
        }
    }

    private async Task AddTokenAsync(
        Dictionary<string, VolumeFile> files,
        VolumeContext context,
        V1ServiceAccountTokenProjection token,
        int? defaultMode,
        CancellationToken cancellationToken)
    {
        var value = await tokens.GetAsync(context.Pod, token.Audience, token.ExpirationSeconds, cancellationToken).ConfigureAwait(false);
        // Readable for whoever the pod runs as, and for nobody else where that is one user for all containers.
        var mode = context.Pod.Spec.SecurityContext?.FsGroup is not null ? 0x180 : defaultMode ?? DefaultMode;
        Add(files, token.Path, Encoding.UTF8.GetBytes(value), mode);
    }

    private async Task AddConfigMapAsync(
        Dictionary<string, VolumeFile> files,
        VolumeContext context,
        string name,
        IList<V1KeyToPath>? items,
        bool? optional,
        int? mode,
        CancellationToken cancellationToken)
    {
        var found = await objects.ConfigMapAsync(context.Namespace, name, cancellationToken).ConfigureAwait(false);
        if (found is null && optional != true)
            throw new VolumeException($"configmap \"{name}\" not found");
        var text = found?.Data?.Select(pair => KeyValuePair.Create(pair.Key, Encoding.UTF8.GetBytes(pair.Value))) ?? [];
        var content = text.Concat(found?.BinaryData ?? (IEnumerable<KeyValuePair<string, byte[]>>)[]).ToDictionary(StringComparer.Ordinal);
        AddItems(files, content, items, optional, mode, $"configmap references non-existent config key: ");
    }

    private async Task AddSecretAsync(
        Dictionary<string, VolumeFile> files,
        VolumeContext context,
        string name,
        IList<V1KeyToPath>? items,
        bool? optional,
        int? mode,
        CancellationToken cancellationToken)
    {
        var found = await objects.SecretAsync(context.Namespace, name, cancellationToken).ConfigureAwait(false);
        if (found is null && optional != true)
            throw new VolumeException($"secret \"{name}\" not found");
        var content = found?.Data ?? new Dictionary<string, byte[]>();
        AddItems(files, content, items, optional, mode, "references non-existent secret key: ");
    }

    private static void AddItems(
        Dictionary<string, VolumeFile> files,
        IDictionary<string, byte[]> content,
        IList<V1KeyToPath>? items,
        bool? optional,
        int? mode,
        string missing)
    {
        if (items is not { Count: > 0 })
        {
            foreach (var (key, value) in content)
                Add(files, key, value, mode ?? DefaultMode);
            return;
        }

        foreach (var item in items)
        {
            if (content.TryGetValue(item.Key, out var value))
                Add(files, item.Path, value, item.Mode ?? mode ?? DefaultMode);
            else if (optional != true)
                throw new VolumeException(missing + item.Key);
        }
    }

    private static void AddDownward(Dictionary<string, VolumeFile> files, VolumeContext context, IList<V1DownwardAPIVolumeFile>? items, int? mode)
    {
        foreach (var item in items ?? [])
        {
            try
            {
                var value = item.FieldRef is { } field
                    ? FieldReference.Read(context.Pod, field.FieldPath, context.Addresses, context.NodeAddress)
                    : ReadResource(context, item.ResourceFieldRef);
                Add(files, item.Path, Encoding.UTF8.GetBytes(value), item.Mode ?? mode ?? DefaultMode);
            }
            catch (ContainerConfigException e)
            {
                throw new VolumeException(e.Message);
            }
        }
    }

    private static string ReadResource(VolumeContext context, V1ResourceFieldSelector? resource)
    {
        if (resource is null)
            throw new VolumeException("a downward API item needs fieldRef or resourceFieldRef");
        var container = context.Pod.FindContainer(resource.ContainerName) ?? throw new VolumeException($"container {resource.ContainerName} not found");
        return ResourceReference.Read(container, resource.Resource, resource.Divisor, context.Allocatable);
    }

    private static void Add(Dictionary<string, VolumeFile> files, string path, byte[] content, int mode)
    {
        if (!AtomicDirectory.IsSafe(path))
            throw new VolumeException($"invalid path \"{path}\"");
        files[path] = new VolumeFile(content, mode);
    }
}
