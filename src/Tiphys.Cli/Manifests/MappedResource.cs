using Tiphys.Client.Objects;

namespace Tiphys.Cli.Manifests;

/// <summary>A resource as discovery describes it.</summary>
internal sealed record MappedResource(ResourceType Type, bool Namespaced)
{
    /// <summary>Where the object stands: in its own namespace, or <c>default</c> if it names none.</summary>
    public string Path(Manifest manifest) => Type.Path(Namespaced ? manifest.Namespace ?? "default" : null, manifest.Name);
}
