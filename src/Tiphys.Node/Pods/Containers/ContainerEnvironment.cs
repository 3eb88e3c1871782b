using System.Text;
using k8s.Models;
using Tiphys.Node.Volumes;

namespace Tiphys.Node.Pods.Containers;

/// <summary>
/// A container's environment: services first, then envFrom, then env, each able to replace what came before. Later entries may refer to
/// earlier ones by <c>$(NAME)</c>.
/// </summary>
internal sealed class ContainerEnvironment(IReferencedObjects objects)
{
    /// <exception cref="ContainerConfigException">Something referred to is missing and not optional.</exception>
    public async Task<Dictionary<string, string>> BuildAsync(ContainerContext context, CancellationToken cancellationToken)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        var services = ServiceEnvironment.For(objects.Services, context.Pod.Metadata.NamespaceProperty, context.Pod.Spec.EnableServiceLinks ?? true);
        var serviceValues = services.ToDictionary(StringComparer.Ordinal);
        foreach (var source in context.Container.EnvFrom ?? [])
            await AddSourceAsync(context, source, result, cancellationToken).ConfigureAwait(false);
        foreach (var variable in context.Container.Env ?? [])
        {
            var value = variable.ValueFrom is { } from
                ? await ResolveAsync(context, variable.Name, from, cancellationToken).ConfigureAwait(false)
                : VariableExpansion.Expand(variable.Value ?? "", name => result.GetValueOrDefault(name) ?? serviceValues.GetValueOrDefault(name));
            if (value is not null)
                result[variable.Name] = value;
        }

        foreach (var (name, value) in serviceValues)
            result.TryAdd(name, value);
        return result;
    }

    private async Task AddSourceAsync(ContainerContext context, V1EnvFromSource source, Dictionary<string, string> result, CancellationToken cancellationToken)
    {
        var ns = context.Pod.Metadata.NamespaceProperty;
        IEnumerable<KeyValuePair<string, string>> values = [];
        if (source.ConfigMapRef is { } map)
        {
            var found = await objects.ConfigMapAsync(ns, map.Name, cancellationToken).ConfigureAwait(false);
            if (found is null && map.Optional != true)
                throw ContainerConfigException.Config($"configmap \"{map.Name}\" not found");
            values = found?.Data ?? values;
        }
        else if (source.SecretRef is { } secret)
        {
            var found = await objects.SecretAsync(ns, secret.Name, cancellationToken).ConfigureAwait(false);
            if (found is null && secret.Optional != true)
                throw ContainerConfigException.Config($"secret \"{secret.Name}\" not found");
            values = found?.Data?.Select(pair => KeyValuePair.Create(pair.Key, Encoding.UTF8.GetString(pair.Value))) ?? values;
        }

        foreach (var (name, value) in values)
            result[source.Prefix + name] = value;
    }

    private async Task<string?> ResolveAsync(ContainerContext context, string name, V1EnvVarSource from, CancellationToken cancellationToken)
    {
        if (from.FieldRef is { } field)
            return FieldReference.Read(context.Pod, field.FieldPath, context.Addresses, context.NodeAddress);
        if (from.ResourceFieldRef is { } resource)
        {
            var owner = string.IsNullOrEmpty(resource.ContainerName) ? context.Container : context.Pod.FindContainer(resource.ContainerName)
                ?? throw ContainerConfigException.Config($"container {resource.ContainerName} not found");
            return ResourceReference.Read(owner, resource.Resource, resource.Divisor, context.Allocatable);
        }

        if (from.ConfigMapKeyRef is { } map)
            return await FromConfigMapAsync(context, map, cancellationToken).ConfigureAwait(false);
        if (from.SecretKeyRef is { } secret)
            return await FromSecretAsync(context, secret, cancellationToken).ConfigureAwait(false);
        throw ContainerConfigException.Config($"environment variable {name} has no source that this node knows");
    }

    private async Task<string?> FromConfigMapAsync(ContainerContext context, V1ConfigMapKeySelector wanted, CancellationToken cancellationToken)
    {
        var ns = context.Pod.Metadata.NamespaceProperty;
        var found = await objects.ConfigMapAsync(ns, wanted.Name, cancellationToken).ConfigureAwait(false);
        if (found is null)
            return wanted.Optional == true ? null : throw ContainerConfigException.Config($"configmap \"{wanted.Name}\" not found");
        if (found.Data is not null && found.Data.TryGetValue(wanted.Key, out var value))
            return value;
        return wanted.Optional == true ? null : throw ContainerConfigException.Config($"couldn't find key {wanted.Key} in ConfigMap {ns}/{wanted.Name}");
    }

    private async Task<string?> FromSecretAsync(ContainerContext context, V1SecretKeySelector wanted, CancellationToken cancellationToken)
    {
        var ns = context.Pod.Metadata.NamespaceProperty;
        var found = await objects.SecretAsync(ns, wanted.Name, cancellationToken).ConfigureAwait(false);
        if (found is null)
            return wanted.Optional == true ? null : throw ContainerConfigException.Config($"secret \"{wanted.Name}\" not found");
        if (found.Data is not null && found.Data.TryGetValue(wanted.Key, out var value))
            return Encoding.UTF8.GetString(value);
        return wanted.Optional == true ? null : throw ContainerConfigException.Config($"couldn't find key {wanted.Key} in Secret {ns}/{wanted.Name}");
    }
}
